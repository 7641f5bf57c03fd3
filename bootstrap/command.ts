/** Running other programs, quietly, with a bound, and with the end of their output in the error. */
import { execa } from 'execa';

/** The machine lacks something, or a program on it failed (exit status 3). The message says the mend. */
export class BootstrapError extends Error {
  override readonly name = 'BootstrapError';
}

/** What every step is given. */
export interface Context {
  /** Aborted by Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Whether this process is root. */
  readonly root: boolean;
  /** Writes one line for the user. */
  readonly say: (line: string) => void;
}

export interface CommandOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly ok: boolean;
  /** Null when it was killed or could not be started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** stdout and stderr, in the order in which they came. */
  readonly output: string;
  /** What happened, in one clause: `exit status 100`. */
  readonly ending: string;
}

/** Time for a package manager to reach a safe point after SIGTERM, in milliseconds. */
const GRACE_MS = 20_000;

/** Runs a program to its end; a failure is an answer. @throws the signal's reason when aborted. */
export async function tryCommand(command: string, args: readonly string[], options: CommandOptions): Promise<Outcome> {
  const { timeoutMs, signal, env } = options;
  const result = await execa(command, args, {
    reject: false,
    all: true,
    stdin: 'ignore',
    timeout: timeoutMs,
    forceKillAfterDelay: GRACE_MS,
    ...(signal && { cancelSignal: signal }),
    ...(env && { env }),
  });
  signal?.throwIfAborted();
  return {
    ok: !result.failed,
    exitCode: result.exitCode ?? null,
    stdout: result.stdout,
    output: result.all,
    ending: describeEnding(result, timeoutMs),
  };
}

/** Runs a program that must succeed; gives its stdout. @throws BootstrapError with the end of its output. */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const outcome = await tryCommand(command, args, options);
  if (outcome.ok) return outcome.stdout;
  throw new BootstrapError(`${[command, ...args].join(' ')}: ${outcome.ending}\n${tail(outcome.output)}`);
}

/** The last lines of a program's output, indented for an error message. */
export function tail(text: string, lines = 15): string {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');
}

interface Ending {
  readonly timedOut: boolean;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly code?: string;
}

function describeEnding({ timedOut, exitCode, signal, code }: Ending, timeoutMs: number): string {
  if (timedOut) return `not finished after ${Math.round(timeoutMs / 1000)} s`;
  if (exitCode !== undefined) return `exit status ${exitCode}`;
  return signal ? `killed by ${signal}` : `not started (${code ?? 'unknown error'})`;
}
