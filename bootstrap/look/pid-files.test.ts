import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeStalePidFile } from '../steps/remove-pid-file.ts';
import { findStalePidFiles, isRunning } from './pid-files.ts';

const SLEEPER = 'setInterval(() => {}, 1000)';
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootstrap-pid-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function writePid(text: string): Promise<string> {
  const path = join(folder, 'some.pid');
  await writeFile(path, text);
  return path;
}

// What runs under a pid is read from /proc; without it no dockerd is ever started by the bootstrap either.
describe.skipIf(process.platform !== 'linux')('a pid file', () => {
  it('is stale when its process has ended', async () => {
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    await once(child, 'exit');
    const path = await writePid(`${child.pid ?? 0}`);
    expect(await findStalePidFiles([{ path, program: 'dockerd' }])).toEqual([
      { path, program: 'dockerd', pid: child.pid, runs: null },
    ]);
  });

  it('is stale when its pid belongs to another program, and is removed', async () => {
    const child = spawn(process.execPath, ['-e', SLEEPER], { stdio: 'ignore' });
    await once(child, 'spawn');
    const path = await writePid(`${child.pid ?? 0}\n`);
    const [stale] = await findStalePidFiles([{ path, program: 'dockerd' }]);
    expect(stale).toMatchObject({ pid: child.pid, runs: basename(process.execPath) });
    if (stale) await removeStalePidFile(stale);
    await expect(access(path)).rejects.toThrow('ENOENT');
    child.kill();
    await once(child, 'exit');
  });

  it('is left alone when its process is the right program', async () => {
    const program = basename(process.execPath);
    const child = spawn(process.execPath, ['-e', SLEEPER], { stdio: 'ignore' });
    await once(child, 'spawn');
    const path = await writePid(`${child.pid ?? 0}`);
    expect(await findStalePidFiles([{ path, program }])).toEqual([]);
    expect(await isRunning({ path, program })).toBe(true);
    await removeStalePidFile({ path, program, pid: 1, runs: null });
    await access(path);
    child.kill();
    await once(child, 'exit');
  });

  it.each(['', 'garbage', '-1'])('that holds %j or is missing names no process', async (text) => {
    const path = await writePid(text);
    const files = [path, join(folder, 'none.pid')].map((each) => ({ path: each, program: 'dockerd' }));
    expect(await findStalePidFiles(files)).toEqual([]);
    expect(await isRunning({ path, program: 'dockerd' })).toBe(false);
  });
});
