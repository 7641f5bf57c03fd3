/** A server in a container of its own, from its start until it takes offers, and what it prints and how it ends. */
import type { Container } from 'dockerode';
import type { Exit, Implementation } from '../../model.ts';
import { LogBuffer } from '../../peers/log-buffer.ts';
import { PeerError, type ServerPeer } from '../engine.ts';
import { ignoreGone, nullIfMissing } from './errors.ts';
import { describeExit, exitOf } from './exit-status.ts';
import { readFrames } from './frames.ts';
import type { Probe } from './probe.ts';
import { orAborted, settlesWithin } from './promises.ts';
import type { RunWatch } from './run-watch.ts';

/** How long the last output of a dead server may take to arrive. */
const lastWordsMs = 500;
/** How long the engine may take to tell of an end. */
const tellMs = 1000;
/** For the question whether a server lives: how long its port may take to open, and its death to be told. */
const confirmMs = { answer: 1000, death: 2000 };

export interface ServerPlace {
  readonly container: Container;
  readonly implementation: Implementation;
  /** Its name on the run's network. */
  readonly host: string;
  readonly watch: RunWatch;
  readonly probe: Promise<Probe>;
  readonly healthTimeoutMs: number;
}

/** Starts the container. @throws PeerError when it dies at start or is not healthy in time; it is not removed then */
export async function startServerIn(place: ServerPlace, signal: AbortSignal): Promise<ServerPeer> {
  const { container, host, watch, healthTimeoutMs } = place;
  const log = new LogBuffer();
  const output = await container.attach({ stream: true, stdout: true, stderr: true });
  const printed = readFrames(output, (_channel, bytes) => {
    log.append(bytes);
  });
  const fate: { exit: Exit | null } = { exit: null };
  const ended = watch.ended(container.id).then(async (status): Promise<Exit> => {
    fate.exit = exitOf(status, watch.outOfMemory(container.id) > 0);
    if (fate.exit.signal !== 'SIGKILL') return fate.exit;
    // The event about the memory limit may come later than the one about the end.
    const details = await nullIfMissing(container.inspect()).catch(() => null);
    fate.exit = exitOf(status, details?.State.OOMKilled ?? false);
    return fate.exit;
  });
  const dead = ended.then(async (how) => {
    await settlesWithin(printed, lastWordsMs);
    throw new PeerError(`died at start (${describeExit(how)})`, log.read());
  });
  dead.catch(() => undefined); // Later deaths are told by died().
  await container.start();
  const origin = `http://${host}:${portOf(place.implementation)}`;
  const probe = await place.probe;
  const answer = await orAborted(
    Promise.race([probe.ask({ url: `${origin}/health`, timeoutMs: healthTimeoutMs }), dead]),
    signal,
  );
  if (!answer.ok) {
    throw new PeerError(`not healthy within ${healthTimeoutMs} ms (${answer.reason})`, log.read());
  }
  return {
    url: `${origin}/offer`,
    version: answer.version,
    log: (since) => log.read(since),
    mark: () => log.mark(),
    died: async () => {
      if (fate.exit !== null) return fate.exit;
      // A client notices a death sooner than the engine tells it: the kernel closes a dead server's port at once,
      // and keeps that of a busy one open.
      const listens = await probe.ask({ url: origin, connect: true, timeoutMs: confirmMs.answer });
      if (!listens.ok) await settlesWithin(ended, confirmMs.death);
      return fate.exit;
    },
    ask: ({ method, path, body, limitMs }) =>
      watch.guard(probe.inquire({ url: `${origin}${path}`, timeoutMs: limitMs, request: { method, body } })),
    terminate: async (limitMs) => {
      await container.kill({ signal: 'SIGTERM' }).catch(() => undefined); // It has ended already.
      await settlesWithin(ended, limitMs + tellMs);
      return fate.exit;
    },
    stop: () => watch.guard(ignoreGone(container.remove({ force: true, v: true }))),
  };
}

function portOf({ image }: Implementation): number {
  return image?.kind === 'reference' ? image.port : 8080;
}
