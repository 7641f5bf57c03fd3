import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { setInEnvFile, setVariable } from './env-file.ts';

it.each([
  ['an empty file', '', 'PION_ORIGIN=debian\n'],
  ['a file without a last end of line', '# mine\nA=1', '# mine\nA=1\nPION_ORIGIN=debian\n'],
  ['a line of the same name', 'A=1\nPION_ORIGIN=goproxy\nB=2\n', 'A=1\nPION_ORIGIN=debian\nB=2\n'],
  ['a longer name', 'MY_PION_ORIGIN=x\n', 'MY_PION_ORIGIN=x\nPION_ORIGIN=debian\n'],
])('sets a variable in %s', (_, before, after) => {
  expect(setVariable(before, 'PION_ORIGIN', 'debian')).toBe(after);
});

it('makes the file where it is missing and keeps what it holds', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bootstrap-env-'));
  const path = join(folder, '.env');
  await setInEnvFile(path, 'A', '1');
  await writeFile(path, `${await readFile(path, 'utf8')}# note\n`);
  await setInEnvFile(path, 'B', '2');
  expect(await readFile(path, 'utf8')).toBe('A=1\n# note\nB=2\n');
  await rm(folder, { recursive: true });
});
