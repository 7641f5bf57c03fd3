/** Servers and clients of one run as child processes, which find each other on the loopback address. */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ClientOutcome } from '../../model.ts';
import { callEnvironment } from '../../peers/call-environment.ts';
import {
  PeerError,
  type CallRequest,
  type ClientPeer,
  type DrivenProcess,
  type Prepared,
  type Room,
  type ServerPeer,
} from '../engine.ts';
import { startChild, type Child, type ChildOptions } from './child.ts';

/** docs/decisions/0012-turn.md */
export const WITHOUT_TURN = 'is not there: this engine has none; use --engine docker';

const health = z.object({ version: z.string() });

export interface ProcessRoomOptions {
  /** The bundle of a prepared peer. */
  readonly fileOf: (peer: Prepared) => string;
  /** How long a server may take to answer (milliseconds). */
  readonly healthTimeoutMs: number;
  /** Makes the bundle of the link. */
  readonly bundleLink: () => Promise<string>;
}

export function openProcessRoom(options: ProcessRoomOptions): Room {
  const children = new Set<Child>();
  const startFile = (file: string, child: ChildOptions): Child => {
    const started = startChild(file, child);
    children.add(started);
    void started.ended.then(() => children.delete(started));
    return started;
  };
  const start = (peer: Prepared, args: readonly string[], environment: Record<string, string> = {}): Child =>
    startFile(options.fileOf(peer), { args, environment, driven: args[0] === 'drive' });
  return {
    startServer: async (peer, signal) => {
      const child = start(peer, ['serve'], { PORT: '0' });
      try {
        return await becomeServer(child, options.healthTimeoutMs, signal);
      } catch (error) {
        await child.kill();
        throw error;
      }
    },
    startClient: (peer) =>
      Promise.resolve<ClientPeer>({
        call: (request) =>
          callOnce(start(peer, ['call', request.url], callEnvironment(request.case, request.timeoutMs)), request),
        stop: () => Promise.resolve(),
      }),
    startDriven: (peer) => Promise.resolve(toDriven(start(peer, ['drive']))),
    startLink: async () => toDriven(startFile(await options.bundleLink(), { args: [], environment: {}, driven: true })),
    startTurn: () => Promise.reject(new PeerError(WITHOUT_TURN)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...children].map((child) => child.kill()));
    },
  };
}

function toDriven(child: Child): DrivenProcess {
  return {
    write: child.write,
    onStdout: child.onStdout,
    ended: child.ended,
    log: (since) => child.log.read(since),
    mark: () => child.log.mark(),
    endInput: child.endInput,
    writeBytes: child.write,
    terminate: child.terminate,
    stop: () => child.kill(),
  };
}

async function becomeServer(child: Child, timeoutMs: number, signal: AbortSignal): Promise<ServerPeer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const port = await firstOf(listeningPort(child), child, limit, timeoutMs);
  const origin = `http://127.0.0.1:${String(port)}`;
  const version = await firstOf(askVersion(origin, limit), child, limit, timeoutMs);
  return {
    url: `${origin}/offer`,
    version,
    log: (since) => child.log.read(since),
    mark: () => child.log.mark(),
    died: () => Promise.resolve(child.exit()),
    ask: async ({ method, path, body, limitMs }) => {
      const response = await fetch(`${origin}${path}`, { method, body, signal: AbortSignal.timeout(limitMs) });
      return { status: response.status, body: await response.text() };
    },
    terminate: async (limitMs) => {
      child.terminate();
      const stop = new AbortController();
      await Promise.race([child.ended, delay(limitMs, null, { signal: stop.signal }).catch(() => null)]);
      stop.abort();
      return child.exit();
    },
    stop: () => child.kill(),
  };
}

/** `listening on PORT` is the first line of stdout (docs/peer-protocol.md). */
function listeningPort(child: Child): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    child.onStdout((chunk) => {
      // What a server prints after its first line is of no interest here.
      if (text.includes('\n')) return;
      text += chunk.toString('utf8');
      const port = /^listening on (\d+)\r?\n/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

async function askVersion(origin: string, limit: AbortSignal): Promise<string | null> {
  for (;;) {
    try {
      const response = await fetch(`${origin}/health`, { signal: limit });
      if (response.ok) return health.safeParse(await response.json()).data?.version ?? null;
    } catch (error) {
      if (limit.aborted) throw error;
    }
    await delay(20, undefined, { signal: limit });
  }
}

/** The awaited thing, or a PeerError when the process ends or the limit runs out before it. */
async function firstOf<T>(awaited: Promise<T>, child: Child, limit: AbortSignal, timeoutMs: number): Promise<T> {
  const stopped = new AbortController();
  const dead = child.ended.then((exit) => {
    throw new PeerError(`died at start (${exit.signal ?? `exit code ${String(exit.exitCode)}`})`, child.log.read());
  });
  const late = new Promise<never>((_, reject) => {
    const fail = (): void => {
      reject(new PeerError(`not healthy within ${String(timeoutMs)} ms`, child.log.read()));
    };
    if (limit.aborted) fail();
    else limit.addEventListener('abort', fail, { once: true, signal: stopped.signal });
  });
  // The losers of the race must not become unhandled rejections.
  for (const loser of [awaited, dead, late]) loser.catch(() => undefined);
  try {
    return await Promise.race([awaited, dead, late]);
  } finally {
    stopped.abort();
  }
}

async function callOnce(child: Child, request: CallRequest): Promise<ClientOutcome> {
  const started = performance.now();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void child.kill();
  }, request.timeoutMs);
  const abort = (): void => void child.kill();
  request.signal.addEventListener('abort', abort, { once: true });
  if (request.signal.aborted) abort();
  const exit = await child.ended;
  clearTimeout(timer);
  request.signal.removeEventListener('abort', abort);
  return { ...exit, timedOut, durationMs: performance.now() - started, log: child.log.read() };
}
