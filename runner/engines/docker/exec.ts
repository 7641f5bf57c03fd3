/** Runs a process in a running container and keeps what it prints. */
import type { Container } from 'dockerode';
import type { LogBuffer } from '../../peers/log-buffer.ts';
import { readFrames } from './frames.ts';
import { defer, pause } from './promises.ts';

export interface Execution {
  /** Its process id inside the container; null when it ended before it could be told (no `sh` in the image). */
  readonly pid: Promise<number | null>;
  /** Its exit status as Docker reports it, 128 + n for signal n. */
  readonly ended: Promise<number>;
}

/**
 * A shell tells its own process id on a first line, which is kept out of the log, and becomes the command. The process
 * leads a process group (runc starts each in a session of its own), so that a signal reaches its children, too.
 */
const tellPid = ['sh', '-c', 'echo $$; exec "$@"', 'sh'];

export async function startExecution(
  container: Container,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  log: LogBuffer,
): Promise<Execution> {
  const exec = await container.exec({
    Cmd: [...tellPid, ...command],
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  const pid = defer<number | null>();
  const takeStdout = splitFirstLine(
    (line) => {
      const isPid = /^\d+$/.test(line);
      if (!isPid) log.append(`${line}\n`);
      pid.resolve(isPid ? Number(line) : null);
    },
    (rest) => {
      log.append(rest);
    },
  );
  const printed = readFrames(stream, (channel, bytes) => {
    if (channel === 'stdout') takeStdout(bytes);
    else log.append(bytes);
  });
  const ended = printed.then(async () => {
    pid.resolve(null);
    // The stream ends when the process does, but the engine may take a moment longer to note how.
    for (;;) {
      const { Running, ExitCode } = await exec.inspect();
      if (!Running) return ExitCode ?? 137; // No status: it went down with its container.
      await pause(10);
    }
  });
  ended.catch(() => undefined); // Whoever awaits it gets the error.
  return { pid: pid.promise, ended };
}

/** Sends a signal to the process and all that it started. Errors mean that it is gone or cannot be reached. */
export async function sendSignal(container: Container, pid: number, signal: 'TERM' | 'KILL'): Promise<void> {
  const exec = await container.exec({ Cmd: ['sh', '-c', 'kill -s "$0" -- "-$1" "$1"', signal, String(pid)] });
  const answer = await exec.start({ Detach: true });
  answer.resume();
}

/** Passes the first line (without its end, at most 32 bytes of it) to one function and all further bytes to another. */
export function splitFirstLine(onLine: (line: string) => void, onRest: (bytes: Buffer) => void) {
  let pending: Buffer | null = Buffer.alloc(0);
  return (bytes: Buffer): void => {
    if (pending === null) {
      onRest(bytes);
      return;
    }
    pending = Buffer.concat([pending, bytes]);
    const end = pending.indexOf('\n');
    if (end < 0 && pending.length < 32) return;
    const line = pending.subarray(0, end < 0 ? pending.length : end).toString('utf8');
    const rest = end < 0 ? Buffer.alloc(0) : pending.subarray(end + 1);
    pending = null;
    onLine(line);
    if (rest.length > 0) onRest(rest);
  };
}
