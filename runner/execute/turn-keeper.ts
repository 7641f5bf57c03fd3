/** Keeps the TURN servers of a run, one of a kind: started when a case first needs them, and again when they are gone. */
import { setTimeout as delay } from 'node:timers/promises';
import { PeerError, type Room, type TurnServer } from '../engines/engine.ts';
import { describeExit } from '../judge/judge.ts';
import type { TurnKind } from '../model.ts';

/** A peer sees its connection end before the engine tells why: by 0.1 s on Docker. */
const NOTICE_MS = 1_000;

/** There is none: no word about any peer. */
export class TurnError extends Error {}

export type TurnServers = ReadonlyMap<TurnKind, TurnServer>;

export class TurnKeeper {
  readonly #room: Pick<Room, 'startTurn'>;
  readonly #signal: AbortSignal;
  readonly #kept = new Map<TurnKind, Promise<TurnServer>>();
  readonly #ended = new WeakSet<TurnServer>();

  constructor(room: Pick<Room, 'startTurn'>, signal: AbortSignal) {
    this.#room = room;
    this.#signal = signal;
  }

  /** @throws TurnError; what is no PeerError: the engine is gone */
  async get(kinds: readonly TurnKind[]): Promise<TurnServers> {
    return new Map(await Promise.all(kinds.map(async (kind) => [kind, await this.#getOne(kind)] as const)));
  }

  /** After an attempt that failed: without its server that is no peer's fault. @throws TurnError */
  async checkAlive(servers: TurnServers): Promise<void> {
    const enough = new AbortController();
    const ends = [...servers].map(async ([kind, server]) => ({ kind, exit: await server.ended }));
    const noticed = delay(NOTICE_MS, null, { signal: enough.signal }).catch(() => null);
    const end = await Promise.race([...ends, noticed]);
    enough.abort();
    if (end === null) return;
    throw new TurnError(`${nameOf(end.kind)} ended (${describeExit(end.exit)}) while the case was played`);
  }

  async stop(): Promise<void> {
    const kept = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(kept.map((one) => one.then((server) => server.stop()).catch(() => undefined)));
  }

  async #getOne(kind: TurnKind): Promise<TurnServer> {
    const kept = this.#kept.get(kind);
    if (kept === undefined) return this.#start(kind);
    const server = await kept;
    if (!this.#ended.has(server)) return server;
    // Several cells may find it gone at once: the first one starts another.
    return this.#kept.get(kind) === kept ? this.#start(kind) : this.#getOne(kind);
  }

  #start(kind: TurnKind): Promise<TurnServer> {
    const starting = this.#open(kind);
    this.#kept.set(kind, starting);
    // What failed is not tried again for every cell; the repeats begin anew, after `stop`.
    starting.catch(() => undefined);
    return starting;
  }

  async #open(kind: TurnKind): Promise<TurnServer> {
    try {
      const server = await this.#room.startTurn(kind, this.#signal);
      void server.ended.then(() => this.#ended.add(server));
      return server;
    } catch (error) {
      if (error instanceof PeerError) throw new TurnError(`${nameOf(kind)} ${error.message}`, { cause: error });
      throw error;
    }
  }
}

function nameOf(kind: TurnKind): string {
  return `the TURN server (${kind === 'untrusted' ? 'TLS, untrusted' : kind.toUpperCase()})`;
}
