/** Starts an installed Docker engine and waits until it answers. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BootstrapError, tail, tryCommand, type Context } from '../command.ts';
import { OLDEST_ENGINE } from '../facts.ts';
import { lookAtEngine } from '../look/engine.ts';
import { DOCKERD_PID_FILE, isRunning } from '../look/pid-files.ts';

const START_MS = 60_000;
const DOCKERD_LOG = '/var/log/dockerd-bootstrap.log';

/** @throws BootstrapError with the end of the engine's log when it does not answer within a minute. */
export async function startEngine(by: 'systemd' | 'dockerd', context: Context): Promise<void> {
  // Installing the package may have started it.
  const answer = await answers();
  if (answer === null) await (by === 'systemd' ? startWithSystemd(context) : startDetached(context));
  const version = answer ?? (await answers());
  if (version !== null && Number.parseInt(version, 10) < OLDEST_ENGINE) {
    throw new BootstrapError(`Docker ${version} runs, but version ${OLDEST_ENGINE} or newer is needed. Upgrade it.`);
  }
}

async function startWithSystemd({ signal }: Context): Promise<void> {
  const start = await tryCommand('systemctl', ['start', 'docker'], { timeoutMs: START_MS, signal });
  if (start.ok && (await waitFor(answers, signal))) return;
  const journal = await tryCommand('journalctl', ['-u', 'docker', '-n', '20', '--no-pager'], { timeoutMs: 10_000 });
  throw new BootstrapError(
    `systemctl start docker: ${start.ok ? 'the engine does not answer' : start.ending}. The end of its journal:\n${tail(journal.output)}`,
  );
}

async function startDetached({ signal, say }: Context): Promise<void> {
  if (await isRunning(DOCKERD_PID_FILE)) {
    say(`   dockerd runs already; waiting for it to answer`);
    if (await waitFor(answers, signal)) return;
    throw new BootstrapError(
      `The process that ${DOCKERD_PID_FILE.path} names is a dockerd, but it does not answer within ${START_MS / 1000} s. ` +
        `Look into its log, end it, and run npm run bootstrap again.`,
    );
  }
  const daemon = await startDaemon('dockerd', [], DOCKERD_LOG);
  if (await waitFor(answers, signal, daemon.ended)) {
    say(`   dockerd runs as process ${daemon.pid}; its log is ${DOCKERD_LOG}`);
    return;
  }
  throw new BootstrapError(
    `dockerd ${daemon.ended() ? 'ended' : `does not answer after ${START_MS / 1000} s`}. The end of ${DOCKERD_LOG}:\n${tail(await daemon.log())}`,
  );
}

export interface Daemon {
  readonly pid: number;
  /** Whether it has ended already. */
  readonly ended: () => boolean;
  /** What it wrote to its log since it was started here. */
  readonly log: () => Promise<string>;
}

/** Starts a program that outlives this one, in a session of its own, so that Ctrl-C here does not reach it. */
export async function startDaemon(program: string, args: readonly string[], logPath: string): Promise<Daemon> {
  const file = await open(logPath, 'a');
  try {
    const { size } = await stat(logPath);
    const child = spawn(program, args, { detached: true, cwd: '/', stdio: ['ignore', file.fd, file.fd] });
    await once(child, 'spawn').catch((error: unknown) => {
      throw new BootstrapError(`${program} could not be started: ${String(error)}`);
    });
    child.unref();
    return {
      pid: child.pid ?? 0,
      ended: () => child.exitCode !== null || child.signalCode !== null,
      log: async () => (await readFile(logPath)).subarray(size).toString('utf8'),
    };
  } finally {
    await file.close();
  }
}

async function answers(): Promise<string | null> {
  const engine = await lookAtEngine();
  return engine.state === 'answers' ? engine.version : null;
}

/** Asks again and again until there is an answer, or `gaveUp` says that none will come, or a minute has passed. */
async function waitFor(ask: () => Promise<unknown>, signal: AbortSignal, gaveUp = () => false): Promise<boolean> {
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    if ((await ask()) !== null) return true;
    if (gaveUp()) return false;
    await sleep(250, undefined, { signal });
  }
  return false;
}
