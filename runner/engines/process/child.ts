/** A peer as a child process of this runner. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';
import type { Exit } from '../../model.ts';
import { LogBuffer } from '../../peers/log-buffer.ts';

const exitWithParent = pathToFileURL(fileURLToPath(new URL('exit-with-parent.mjs', import.meta.url))).href;

/** After TERM a peer has so long (milliseconds) before KILL: the contract says a second. */
const GRACE_MS = 1_000;

export interface Child {
  readonly log: LogBuffer;
  /** Resolves when the process has ended and all of its output is in `log`. Never rejects. */
  readonly ended: Promise<Exit>;
  /** How it ended; null while it runs. */
  exit(): Exit | null;
  /** TERM, and after a second KILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Called with stdout, as it comes; what came before is given first. */
  readonly onStdout: (listener: (chunk: Buffer) => void) => void;
  /** Writes to stdin; lost where the process has ended or has no stdin. */
  readonly write: (data: string | Uint8Array) => void;
  /** Closes stdin. */
  readonly endInput: () => void;
  /** TERM, and nothing after it. */
  readonly terminate: () => void;
}

export interface ChildOptions {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Driven: stdin is a pipe, and stdout is a protocol that is kept out of the log. */
  readonly driven: boolean;
}

export function startChild(file: string, { args, environment, driven }: ChildOptions): Child {
  const log = new LogBuffer();
  const child = execa(process.execPath, ['--import', exitWithParent, file, ...args], {
    env: { ...inheritedEnvironment(), ...environment },
    extendEnv: false,
    stdin: driven ? 'pipe' : 'ignore',
    buffer: false,
    reject: false,
    ipc: true,
    // A Ctrl-C in the terminal is for the runner, which decides what becomes of the peers.
    detached: process.platform !== 'win32',
    forceKillAfterDelay: GRACE_MS,
  });
  const stdout = replayFirst(child.stdout);
  if (!driven) {
    stdout((chunk) => {
      log.append(chunk);
    });
  }
  child.stderr.on('data', (chunk: Buffer) => {
    log.append(chunk);
  });
  // A peer that has gone says so by its end, not by an error of the pipe.
  child.stdin?.on('error', () => undefined);
  let exit: Exit | null = null;
  // Known at once, before the last output is read: a cell that ends now must see that its server is dead.
  child.on('exit', (exitCode, signal) => {
    exit = { exitCode, signal };
  });
  const ended = child.then((result) => {
    if (child.pid === undefined)
      log.append(Buffer.from(`could not be started: ${result.message ?? 'unknown error'}\n`));
    exit ??= { exitCode: result.exitCode ?? null, signal: result.signal ?? null };
    return exit;
  });
  return {
    log,
    ended,
    exit: () => exit,
    kill: async () => {
      if (exit === null) child.kill('SIGTERM');
      await ended;
    },
    onStdout: stdout,
    write: (data) => child.stdin?.write(data),
    endInput: () => child.stdin?.end(),
    terminate: () => {
      // `child.kill` of execa would follow up with KILL.
      if (exit === null && child.pid !== undefined) process.kill(child.pid, 'SIGTERM');
    },
  };
}

/** What a peer is told must come from the runner alone, not from the shell in which the runner was started. */
function inheritedEnvironment(): Record<string, string | undefined> {
  const ours = ['TESTCASE', 'TIMEOUT_MS', 'WAIT_MS', 'PORT', 'NODE_OPTIONS'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.includes(name)));
}

/** Lets several listen to a stream; each gets all that came, also what came before it listened, up to a bound. */
function replayFirst(stream: NodeJS.ReadableStream): (listener: (chunk: Buffer) => void) => void {
  const listeners: ((chunk: Buffer) => void)[] = [];
  const first: Buffer[] = [];
  let kept = 0;
  stream.on('data', (chunk: Buffer) => {
    if (kept < 65_536) first.push(chunk);
    kept += chunk.length;
    for (const listener of listeners) listener(chunk);
  });
  return (listener) => {
    for (const chunk of first) listener(chunk);
    listeners.push(listener);
  };
}
