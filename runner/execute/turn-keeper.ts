/** Keeps the TURN servers of a run, one a transport: started when a case first needs them, and again when they are gone. */
import { setTimeout as delay } from 'node:timers/promises';
import { PeerError, type Room, type TurnServer } from '../engines/engine.ts';
import { describeExit } from '../judge/judge.ts';
import type { TurnTransport } from '../model.ts';

/** A peer sees its connection end before the engine tells why: by 0.1 s on Docker. */
const NOTICE_MS = 1_000;

/** There is none: no word about any peer. */
export class TurnError extends Error {}

export type TurnServers = Readonly<Record<TurnTransport, TurnServer>>;

export class TurnKeeper {
  readonly #room: Pick<Room, 'startTurn'>;
  readonly #signal: AbortSignal;
  readonly #kept = new Map<TurnTransport, Promise<TurnServer>>();
  readonly #ended = new WeakSet<TurnServer>();

  constructor(room: Pick<Room, 'startTurn'>, signal: AbortSignal) {
    this.#room = room;
    this.#signal = signal;
  }

  /** @throws TurnError; what is no PeerError: the engine is gone */
  async get(): Promise<TurnServers> {
    const [udp, tcp] = await Promise.all([this.#getOne('udp'), this.#getOne('tcp')]);
    return { udp, tcp };
  }

  /** After an attempt that failed: without its server that is no peer's fault. @throws TurnError */
  async checkAlive(servers: TurnServers): Promise<void> {
    const enough = new AbortController();
    const transports = ['udp', 'tcp'] as const;
    const ends = transports.map(async (transport) => ({ transport, exit: await servers[transport].ended }));
    const noticed = delay(NOTICE_MS, null, { signal: enough.signal }).catch(() => null);
    const end = await Promise.race([...ends, noticed]);
    enough.abort();
    if (end === null) return;
    throw new TurnError(`${nameOf(end.transport)} ended (${describeExit(end.exit)}) while the case was played`);
  }

  async stop(): Promise<void> {
    const kept = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(kept.map((one) => one.then((server) => server.stop()).catch(() => undefined)));
  }

  async #getOne(transport: TurnTransport): Promise<TurnServer> {
    const kept = this.#kept.get(transport);
    if (kept === undefined) return this.#start(transport);
    const server = await kept;
    if (!this.#ended.has(server)) return server;
    // Several cells may find it gone at once: the first one starts another.
    return this.#kept.get(transport) === kept ? this.#start(transport) : this.#getOne(transport);
  }

  #start(transport: TurnTransport): Promise<TurnServer> {
    const starting = this.#open(transport);
    this.#kept.set(transport, starting);
    // What failed is not tried again for every cell; the repeats begin anew, after `stop`.
    starting.catch(() => undefined);
    return starting;
  }

  async #open(transport: TurnTransport): Promise<TurnServer> {
    try {
      const server = await this.#room.startTurn(transport, this.#signal);
      void server.ended.then(() => this.#ended.add(server));
      return server;
    } catch (error) {
      if (error instanceof PeerError) throw new TurnError(`${nameOf(transport)} ${error.message}`, { cause: error });
      throw error;
    }
  }
}

function nameOf(transport: TurnTransport): string {
  return `the TURN server (${transport.toUpperCase()})`;
}
