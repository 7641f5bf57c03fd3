import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addLaterRelease } from './install.ts';

const TRIXIE = { own: 'bookworm', suite: 'trixie' };
let etc = '';

beforeEach(async () => {
  etc = await mkdtemp(join(tmpdir(), 'bootstrap-apt-'));
  await mkdir(join(etc, 'sources.list.d'));
  await mkdir(join(etc, 'preferences.d'));
});

afterEach(async () => {
  await rm(etc, { recursive: true });
});

it('adds the source with a pin that keeps all else away, and once only', async () => {
  await writeFile(join(etc, 'sources.list'), 'deb http://mirror.example/debian bookworm main\n');
  const added = await addLaterRelease(TRIXIE, etc);
  const texts = await Promise.all(added.map((path) => readFile(path, 'utf8')));
  expect(texts.join()).toContain('Suites: trixie');
  expect(texts.join()).toContain('Pin: release n=trixie\nPin-Priority: 100\n');
  expect(await addLaterRelease(TRIXIE, etc)).toEqual([]);
});

it('leaves nothing behind where the machine has no source to derive it from', async () => {
  await expect(addLaterRelease(TRIXIE, etc)).rejects.toThrow(/No source of bookworm main was found/);
  expect(await readdir(join(etc, 'preferences.d'))).toEqual([]);
  expect(await readdir(join(etc, 'sources.list.d'))).toEqual([]);
});
