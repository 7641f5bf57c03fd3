import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSpool } from './spool.ts';

let folder: string;
const told: string[] = [];
const tell = (reason: string): void => void told.push(reason);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
  told.length = 0;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the spool', () => {
  it('keeps each capture in a file of its own until it is disposed of', async () => {
    {
      await using spool = await openSpool(folder, tell);
      const [first, second] = [await spool.keep(Buffer.from('one')), await spool.keep(Buffer.from('two'))];
      expect(await readFile(first ?? '', 'utf8')).toBe('one');
      expect(await readFile(second ?? '', 'utf8')).toBe('two');
    }
    expect(await readdir(folder)).toEqual([]);
    expect(told).toEqual([]);
  });

  it('keeps those of cells that end at the same moment apart', async () => {
    await using spool = await openSpool(folder, tell);
    const contents = Array.from({ length: 8 }, (_, index) => `capture ${index}`);
    const files = await Promise.all(contents.map((content) => spool.keep(Buffer.from(content))));
    expect(await Promise.all(files.map((file) => readFile(file ?? '', 'utf8')))).toEqual(contents);
  });

  it('makes no folder for a run that keeps nothing', async () => {
    await using spool = await openSpool(join(folder, 'deep', 'er'), tell);
    expect(spool).toBeDefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('removes what a runner that is gone left behind, and nothing else', async () => {
    const ended = execa('true');
    const { pid } = ended;
    await ended;
    for (const name of [`${String(pid)}-left`, `${process.pid}-living`, 'notes']) await mkdir(join(folder, name));
    await using spool = await openSpool(folder, tell);
    expect(spool).toBeDefined();
    expect((await readdir(folder)).sort()).toEqual([`${process.pid}-living`, 'notes'].sort());
  });

  it('tells once that it cannot keep captures, and the run goes on', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await using spool = await openSpool(join(file, 'below'), tell);
    expect(await spool.keep(Buffer.from('one'))).toBeNull();
    expect(await spool.keep(Buffer.from('two'))).toBeNull();
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('ENOTDIR');
  });
});
