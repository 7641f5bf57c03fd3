import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashContent } from './content-hash.ts';
import { parseDockerignore } from './dockerignore.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'webrtc-interop-hash-'));
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n');
  await writeFile(join(folder, 'sub', 'peer.go'), 'package main\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('changes with content, name, place, executable bit and values, and with nothing else', async () => {
  const hash = (): Promise<string> => hashContent({ version: '1' }, [folder]);
  const seen = [await hash()];
  expect(await hash()).toBe(seen[0]);
  expect(await hashContent({ version: '2' }, [folder])).not.toBe(seen[0]);
  const changes = [
    () => writeFile(join(folder, 'sub', 'peer.go'), 'package peer\n'),
    () => writeFile(join(folder, 'peer.go'), ''),
    () => chmod(join(folder, 'peer.go'), 0o755),
    () => rm(join(folder, 'peer.go')).then(() => writeFile(join(folder, 'sub', 'empty'), '')),
  ];
  for (const change of changes) {
    await change();
    seen.push(await hash());
  }
  expect(new Set(seen).size).toBe(seen.length);
});

it('leaves out what .dockerignore leaves out, but never the Dockerfile', async () => {
  await writeFile(join(folder, '.dockerignore'), '*\n!sub\n.dockerignore\n');
  const before = await hashContent(null, [folder]);
  await writeFile(join(folder, 'notes.md'), 'x');
  expect(await hashContent(null, [folder])).toBe(before);
  await writeFile(join(folder, 'Dockerfile'), 'FROM debian\n');
  expect(await hashContent(null, [folder])).not.toBe(before);
});

it('counts a single file', async () => {
  const file = join(folder, 'stack.whl');
  await writeFile(file, 'one');
  const before = await hashContent(null, [file]);
  await writeFile(file, 'two');
  expect(await hashContent(null, [file])).not.toBe(before);
});

it('reads .dockerignore as Docker does: comments, folders, patterns, exceptions, the last match wins', () => {
  const ignored = parseDockerignore('# comment\n\n/node_modules/\n**/*.log\nsecret*\n!secret.example\n');
  const paths = ['node_modules', 'node_modules/a/b.js', 'a/b/c.log', 'secret.txt', 'secret.example', 'src/secret.txt'];
  expect(paths.map(ignored)).toEqual([true, true, true, true, false, false]);
});
