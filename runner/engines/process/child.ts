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
  /** Called with every line of stdout, as it comes. */
  onStdoutLine(listener: (line: string) => void): void;
}

export function startChild(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Child {
  const log = new LogBuffer();
  const listeners: ((line: string) => void)[] = [];
  const child = execa(process.execPath, ['--import', exitWithParent, file, ...args], {
    env: { ...inheritedEnvironment(), ...environment },
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    ipc: true,
    // A Ctrl-C in the terminal is for the runner, which decides what becomes of the peers.
    detached: process.platform !== 'win32',
    forceKillAfterDelay: GRACE_MS,
  });
  child.stdout.on('data', (chunk: Buffer) => {
    log.append(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    log.append(chunk);
  });
  splitFirstLines(child.stdout, (line) => {
    for (const listener of listeners) listener(line);
  });
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
    onStdoutLine: (listener) => listeners.push(listener),
  };
}

/** What a peer is told must come from the runner alone, not from the shell in which the runner was started. */
function inheritedEnvironment(): Record<string, string | undefined> {
  const ours = ['TESTCASE', 'TIMEOUT_MS', 'WAIT_MS', 'PORT', 'NODE_OPTIONS'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.includes(name)));
}

/** Only the first lines are of interest (`listening on PORT`): a flood is not kept. */
function splitFirstLines(stream: NodeJS.ReadableStream, listen: (line: string) => void): void {
  let rest = '';
  const read = (chunk: Buffer): void => {
    rest += chunk.toString('utf8');
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listen(line.trimEnd());
    if (rest.length > 4_096) stream.off('data', read);
  };
  stream.on('data', read);
}
