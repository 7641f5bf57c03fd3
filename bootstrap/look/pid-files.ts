/**
 * Pid files that outlived their process. dockerd refuses to start while its pid file names a living process, whatever
 * that process is (https://github.com/moby/moby/issues/46988), and takes containerd's for a containerd to talk to.
 * Both happen after a crash, or when a machine is restored from a snapshot and the pid is in use again.
 */
import { readText } from './system.ts';
import type { StalePidFile } from '../facts.ts';

export interface PidFile {
  readonly path: string;
  readonly program: string;
}

export const DOCKERD_PID_FILE: PidFile = { path: '/var/run/docker.pid', program: 'dockerd' };

const ENGINE_PID_FILES: readonly PidFile[] = [
  DOCKERD_PID_FILE,
  { path: '/var/run/docker/containerd/containerd.pid', program: 'containerd' },
];

export async function findStalePidFiles(files: readonly PidFile[] = ENGINE_PID_FILES): Promise<StalePidFile[]> {
  const stale: StalePidFile[] = [];
  for (const { path, program } of files) {
    const pid = await readPid(path);
    const runs = pid === null ? null : await findProcess(pid);
    if (pid !== null && runs !== program) stale.push({ path, program, pid, runs });
  }
  return stale;
}

/** Whether the pid file names a living process of its program. */
export async function isRunning({ path, program }: PidFile): Promise<boolean> {
  const pid = await readPid(path);
  return pid !== null && (await findProcess(pid)) === program;
}

async function readPid(path: string): Promise<number | null> {
  const pid = Number.parseInt((await readText(path)) ?? '', 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

/** The name of a living process (proc(5), /proc/PID/stat); a zombie is not one. */
async function findProcess(pid: number): Promise<string | null> {
  const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec((await readText(`/proc/${pid}/stat`)) ?? '') ?? [];
  return name === undefined || state === 'Z' || state === 'X' ? null : name;
}
