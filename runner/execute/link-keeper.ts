/** Keeps the link of a run: one process for all cells, started when it is first needed, and another when it is gone. */
import { openLink, type Link } from '../link/link.ts';
import type { Room } from '../engines/engine.ts';

export class LinkKeeper {
  readonly #room: Room;
  readonly #signal: AbortSignal;
  #kept: Promise<Link> | null = null;

  constructor(room: Room, signal: AbortSignal) {
    this.#room = room;
    this.#signal = signal;
  }

  /** @throws PeerError when it cannot be started */
  async get(): Promise<Link> {
    const kept = this.#kept;
    if (kept === null) return this.#start();
    const link = await kept;
    if (link.gone() === null) return link;
    // Several cells may find it gone at once: the first one starts another.
    if (this.#kept !== kept) return this.get();
    const next = this.#start();
    await link.stop().catch(() => undefined);
    return next;
  }

  async stop(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    await kept?.then((link) => link.stop()).catch(() => undefined);
  }

  #start(): Promise<Link> {
    const starting = this.#room.startLink(this.#signal).then(openLink);
    this.#kept = starting;
    starting.catch(() => {
      if (this.#kept === starting) this.#kept = null;
    });
    return starting;
  }
}
