/** Keeps one peer a name warm, and starts another where it is gone. */
import type { Started } from './starter.ts';
import { stopAll } from './starter.ts';

export interface WarmOptions<P> {
  readonly start: (name: string) => Promise<Started<P>>;
  /** In words how it ended; null while it can be used. */
  readonly deathOf: (peer: P) => Promise<string | null>;
  /** Told once for each that is found dead. */
  readonly onDeath: (name: string, death: string) => void;
}

export class Warm<P extends { stop(): Promise<void> }> {
  readonly #options: WarmOptions<P>;
  readonly #kept = new Map<string, Promise<Started<P>>>();
  readonly #told = new WeakSet<Promise<Started<P>>>();

  constructor(options: WarmOptions<P>) {
    this.#options = options;
  }

  /** The warm peer; a fresh one where there is none or it is dead. */
  async get(name: string): Promise<Started<P>> {
    const kept = this.#kept.get(name);
    if (kept === undefined) return this.#keep(name);
    const started = await kept;
    const death = started.ok ? await this.#options.deathOf(started.peer) : null;
    if (death === null) return started;
    // Several cells may find it dead at once: the first one replaces it.
    if (this.#kept.get(name) !== kept) return this.get(name);
    this.noteDeath(name, death);
    const replaced = this.#keep(name);
    if (started.ok) await started.peer.stop().catch(() => undefined);
    return replaced;
  }

  /** Tells once that the warm peer is dead; those who saw it die know best what it took down. */
  noteDeath(name: string, death: string): void {
    const kept = this.#kept.get(name);
    if (kept === undefined || this.#told.has(kept)) return;
    this.#told.add(kept);
    this.#options.onDeath(name, death);
  }

  /** A peer of its own, which nobody else uses and the caller stops. */
  fresh(name: string): Promise<Started<P>> {
    return this.#options.start(name);
  }

  /** The next one is a fresh one. */
  forget(name: string): void {
    this.#kept.delete(name);
  }

  async stop(): Promise<void> {
    const kept = await Promise.all(this.#kept.values());
    this.#kept.clear();
    await stopAll(kept);
  }

  #keep(name: string): Promise<Started<P>> {
    const starting = this.#options.start(name);
    this.#kept.set(name, starting);
    return starting;
  }
}
