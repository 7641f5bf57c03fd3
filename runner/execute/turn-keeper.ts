/** Keeps the TURN server of a run: started when a case first needs it, and again when it is gone. */
import { PeerError, type Room, type TurnServer } from '../engines/engine.ts';

/** There is none: no word about any peer. */
export class TurnError extends Error {}

export class TurnKeeper {
  readonly #room: Pick<Room, 'startTurn'>;
  readonly #signal: AbortSignal;
  #kept: Promise<TurnServer> | null = null;
  readonly #ended = new WeakSet<TurnServer>();

  constructor(room: Pick<Room, 'startTurn'>, signal: AbortSignal) {
    this.#room = room;
    this.#signal = signal;
  }

  /** @throws TurnError; what is no PeerError: the engine is gone */
  async get(): Promise<TurnServer> {
    const kept = this.#kept;
    if (kept === null) return this.#start();
    const server = await kept;
    if (!this.#ended.has(server)) return server;
    // Several cells may find it gone at once: the first one starts another.
    return this.#kept === kept ? this.#start() : this.get();
  }

  async stop(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    await kept?.then((server) => server.stop()).catch(() => undefined);
  }

  #start(): Promise<TurnServer> {
    const starting = this.#open();
    this.#kept = starting;
    // What failed is not tried again for every cell; the repeats have a keeper of their own to try it with.
    starting.catch(() => undefined);
    return starting;
  }

  async #open(): Promise<TurnServer> {
    try {
      const server = await this.#room.startTurn(this.#signal);
      void server.ended.then(() => this.#ended.add(server));
      return server;
    } catch (error) {
      if (error instanceof PeerError) throw new TurnError(`the TURN server ${error.message}`, { cause: error });
      throw error;
    }
  }
}
