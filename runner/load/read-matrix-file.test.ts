import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from './configuration-error.ts';
import { loadMatrixFor } from './index.ts';
import { readMatrixFile } from './read-matrix-file.ts';
import { file } from './test-matrix.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function write(content: string | Buffer): Promise<string> {
  const path = join(folder, 'matrix.yaml');
  await writeFile(path, content);
  return path;
}

describe('reading matrix.yaml', () => {
  test('gives its text', async () => {
    expect(await readMatrixFile(await write('a: é\n'))).toBe('a: é\n');
  });

  test('a file that is not there', async () => {
    const path = join(folder, 'nowhere.yaml');
    const reading = readMatrixFile(path);
    await expect(reading).rejects.toThrow(ConfigurationError);
    await expect(reading).rejects.toThrow(`Tried to read ${path}, but there is no such file. Run the command in`);
  });

  test('a folder', async () => {
    await expect(readMatrixFile(folder)).rejects.toThrow('but it is a folder. Name the file itself.');
  });

  test('bytes that are not UTF-8', async () => {
    await expect(readMatrixFile(await write(Buffer.from([0x61, 0xff])))).rejects.toThrow('Save it as UTF-8.');
  });

  test('a file far too large', async () => {
    await expect(readMatrixFile(await write(Buffer.alloc(1 << 20)))).rejects.toThrow('is too large: 1048576 bytes');
  });
});

describe('loading for a run', () => {
  test('applies --with, looking at real folders', async () => {
    const matrix = await loadMatrixFor(await write(file()), [`pion=${folder}`]);
    expect(matrix.implementations[0]?.override).toEqual({ kind: 'packages', path: folder });
  });

  test('throws all errors, a line each', async () => {
    const path = await write(file({ version: '1.5', prot: 'x' }));
    const loading = loadMatrixFor(path, []);
    await expect(loading).rejects.toThrow(ConfigurationError);
    await expect(loading).rejects.toThrow(
      /matrix\.yaml:3:14 "version" [^\n]+\n[^\n]+matrix\.yaml:8:5 unknown key "prot"/,
    );
  });
});
