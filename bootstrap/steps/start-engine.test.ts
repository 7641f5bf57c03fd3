import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startDaemon } from './start-engine.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootstrap-daemon-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('notices a daemon that ends and gives what it wrote this time', async () => {
  const log = join(folder, 'log');
  await writeFile(log, 'from yesterday\n');
  const script = 'console.log("out"); console.error("no cgroups"); process.exit(1)';
  const daemon = await startDaemon(process.execPath, ['-e', script], log);
  await vi.waitUntil(daemon.ended, { timeout: 20_000 });
  expect(await daemon.log()).toBe('out\nno cgroups\n');
});

it('says which program could not be started', async () => {
  const start = startDaemon(join(folder, 'no-such-daemon'), [], join(folder, 'log'));
  await expect(start).rejects.toThrow(/no-such-daemon could not be started.*ENOENT/);
});
