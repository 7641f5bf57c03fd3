/** What the kernel tells of processes, from /proc (proc(5)); null where it tells nothing: another system, no right. */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** Linux counts processor time for user space in hundredths of a second, whatever it does inside (time(7)). */
const TICK_MS = 10;

export interface Level {
  readonly rssMiB: number;
  /** Open file descriptors, sockets among them. */
  readonly files: number;
  readonly sockets: number;
}

/** A process and all that it started. */
export async function readTree(root: number): Promise<readonly number[]> {
  const text = await read(`/proc/${root}/task/${root}/children`);
  const children = (text ?? '').split(' ').filter((pid) => pid !== '');
  const trees = await Promise.all(children.map((pid) => readTree(Number(pid))));
  return [root, ...trees.flat()];
}

/** Processor time of these processes so far, milliseconds; one that has ended counts nothing. */
export async function readCpuMs(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(
    pids.map(async (pid) => {
      // The name, in parentheses, may hold spaces. After it: state is field 3, utime 14, stime 15.
      const fields = (await read(`/proc/${pid}/stat`))?.split(') ').at(-1)?.split(' ') ?? [];
      return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
    }),
  );
  return sum(times);
}

/** Null when any of them cannot be looked into. */
export async function readLevel(pids: readonly number[]): Promise<Level | null> {
  const levels = await Promise.all(pids.map(readOne));
  if (levels.length === 0 || levels.includes(null)) return null;
  const all = levels.filter((level) => level !== null);
  return {
    rssMiB: sum(all.map(({ rssMiB }) => rssMiB)),
    files: sum(all.map(({ files }) => files)),
    sockets: sum(all.map(({ sockets }) => sockets)),
  };
}

async function readOne(pid: number): Promise<Level | null> {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec((await read(`/proc/${pid}/status`)) ?? '')?.[1];
  const names = await readdir(`/proc/${pid}/fd`).catch(() => null);
  if (kibibytes === undefined || names === null) return null;
  // One that was closed since the folder was read has no target.
  const targets = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => null)));
  const open = targets.filter((target) => target !== null);
  return {
    rssMiB: Number(kibibytes) / 1024,
    files: open.length,
    sockets: open.filter((target) => target.startsWith('socket:')).length,
  };
}

/** What all processors of this machine did so far, milliseconds. Null on another system. */
export async function readMachineMs(): Promise<{ readonly busy: number; readonly all: number } | null> {
  const line = /^cpu +(.*)$/m.exec((await read('/proc/stat')) ?? '')?.[1];
  if (line === undefined) return null;
  // user, nice, system, idle, iowait, irq, softirq, steal; guest time is counted in user already.
  const times = line.split(' ').slice(0, 8).map(Number);
  const all = sum(times);
  return { busy: (all - (times[3] ?? 0) - (times[4] ?? 0)) * TICK_MS, all: all * TICK_MS };
}

function read(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
