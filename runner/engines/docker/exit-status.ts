/** The exit status that Docker reports, as exit code or signal. */
import type { Exit } from '../../model.ts';

/** Linux's numbers, whatever this machine is. */
const signals = new Map([
  [1, 'SIGHUP'],
  [2, 'SIGINT'],
  [3, 'SIGQUIT'],
  [4, 'SIGILL'],
  [5, 'SIGTRAP'],
  [6, 'SIGABRT'],
  [7, 'SIGBUS'],
  [8, 'SIGFPE'],
  [9, 'SIGKILL'],
  [10, 'SIGUSR1'],
  [11, 'SIGSEGV'],
  [12, 'SIGUSR2'],
  [13, 'SIGPIPE'],
  [14, 'SIGALRM'],
  [15, 'SIGTERM'],
  [24, 'SIGXCPU'],
  [25, 'SIGXFSZ'],
  [31, 'SIGSYS'],
]);

/**
 * Docker reports one number: a process that was killed by signal n counts as 128 + n, which a process that itself
 * exits with 128 + n cannot be told from. As with a child process of Node, either the code or the signal is null.
 * @param outOfMemory whether the kernel killed for the memory limit; the signal then says so
 */
export function exitOf(status: number, outOfMemory = false): Exit {
  const signal = signals.get(status - 128);
  if (signal === undefined) return { exitCode: status, signal: null };
  return { exitCode: null, signal: signal === 'SIGKILL' && outOfMemory ? 'SIGKILL (out of memory)' : signal };
}

/** `exit code 3`, `killed by SIGSEGV`. */
export function describeExit(exit: Exit): string {
  return exit.signal === null ? `exit code ${exit.exitCode ?? 'unknown'}` : `killed by ${exit.signal}`;
}
