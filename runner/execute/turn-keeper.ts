/** Keeps the TURN servers of a run, one a transport: started when a case first needs them, and again when they are gone. */
import { PeerError, type Room, type TurnServer } from '../engines/engine.ts';
import { describeExit } from '../judge/judge.ts';
import type { Exit, TurnTransport } from '../model.ts';

/** There is none: no word about any peer. */
export class TurnError extends Error {}

export type TurnServers = Readonly<Record<TurnTransport, TurnServer>>;

export class TurnKeeper {
  readonly #room: Pick<Room, 'startTurn'>;
  readonly #signal: AbortSignal;
  readonly #kept = new Map<TurnTransport, Promise<TurnServer>>();
  readonly #ended = new WeakMap<TurnServer, Exit>();

  constructor(room: Pick<Room, 'startTurn'>, signal: AbortSignal) {
    this.#room = room;
    this.#signal = signal;
  }

  /** @throws TurnError; what is no PeerError: the engine is gone */
  async get(): Promise<TurnServers> {
    const [udp, tcp] = await Promise.all([this.#getOne('udp'), this.#getOne('tcp')]);
    return { udp, tcp };
  }

  /** After an attempt: what failed without its server is no peer's fault. @throws TurnError */
  checkAlive(servers: TurnServers): void {
    for (const transport of ['udp', 'tcp'] as const) {
      const exit = this.#ended.get(servers[transport]);
      if (exit === undefined) continue;
      throw new TurnError(`${nameOf(transport)} ended (${describeExit(exit)}) while the case was played`);
    }
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
      void server.ended.then((exit) => this.#ended.set(server, exit));
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
