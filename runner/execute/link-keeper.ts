/** Keeps the link of a run: one process for all cells, started when it is first needed, and another when it is gone. */
import { PeerError, type DrivenProcess, type Room } from '../engines/engine.ts';
import { LinkError, openLink, type Link } from '../link/link.ts';

export class LinkKeeper {
  readonly #room: Room;
  readonly #signal: AbortSignal;
  readonly #check: ((link: Link) => Promise<void>) | null;
  #kept: Promise<Link> | null = null;
  #trusted = false;

  /** @param check what the first link has to stand before it is used; null: nothing */
  constructor(room: Room, signal: AbortSignal, check: ((link: Link) => Promise<void>) | null) {
    this.#room = room;
    this.#signal = signal;
    this.#check = check;
  }

  /** @throws LinkError when it cannot be started; what the check throws */
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
    const starting = this.#open();
    this.#kept = starting;
    starting.catch(() => {
      if (this.#kept === starting) this.#kept = null;
    });
    return starting;
  }

  async #startProcess(): Promise<DrivenProcess> {
    try {
      return await this.#room.startLink(this.#signal);
    } catch (error) {
      if (error instanceof PeerError) throw new LinkError(`the link ${error.message}`, { cause: error });
      throw error;
    }
  }

  async #open(): Promise<Link> {
    const link = openLink(await this.#startProcess());
    if (this.#check === null || this.#trusted) return link;
    try {
      await this.#check(link);
      this.#trusted = true;
      return link;
    } catch (error) {
      await link.stop().catch(() => undefined);
      throw error;
    }
  }
}
