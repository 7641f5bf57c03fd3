/**
 * The peers of a run, started on demand and kept warm: one server and one client place an implementation.
 * One that died is started again for the next cell that needs it.
 */
import { PeerError, type ClientPeer, type Preparation, type Room, type ServerPeer } from '../engines/engine.ts';
import type { Emit } from '../events.ts';
import { describeExit } from '../judge/judge.ts';
import type { Cell, Exit, Log, Role } from '../model.ts';

/** A peer, or why there is none. */
export type Started<P> =
  { readonly ok: true; readonly peer: P } | { readonly ok: false; readonly reason: string; readonly log: Log | null };

/** Stops those that were started. */
export async function stopAll(started: readonly Started<{ stop(): Promise<void> }>[]): Promise<void> {
  await Promise.all(started.flatMap((one) => (one.ok ? [one.peer.stop()] : [])));
}

export class Peers {
  readonly #preparations: ReadonlyMap<string, Preparation>;
  readonly #room: Room;
  readonly #emit: Emit;
  readonly #signal: AbortSignal;
  readonly #servers = new Map<string, Promise<Started<ServerPeer>>>();
  readonly #clients = new Map<string, Promise<Started<ClientPeer>>>();
  /** Why an implementation cannot be started at all, after it has been tried afresh. */
  readonly #hopeless = new Map<string, Started<never>>();
  /** The version that really ran, by implementation. */
  readonly versions = new Map<string, string | null>();

  constructor(preparations: readonly Preparation[], room: Room, emit: Emit, signal: AbortSignal) {
    this.#preparations = new Map(preparations.map((preparation) => [preparation.implementation.name, preparation]));
    this.#room = room;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** The warm server; a fresh one where it has died. */
  async server(name: string): Promise<Started<ServerPeer>> {
    const warm = this.#servers.get(name);
    if (warm === undefined) return this.#keep(this.#servers, name, this.freshServer(name));
    const started = await warm;
    const death = started.ok ? await started.peer.died() : null;
    if (death === null) return started;
    if (this.#servers.get(name) !== warm) return this.server(name);
    this.tellDeath(name, death, []);
    return this.#keep(this.#servers, name, this.freshServer(name));
  }

  /** Tells once that the warm server died; `cells` are those that it took down. */
  tellDeath(name: string, death: Exit, cells: readonly Cell[]): void {
    const warm = this.#servers.get(name);
    if (warm === undefined || this.#told.has(warm)) return;
    this.#told.add(warm);
    this.#emit({ type: 'server-died', implementation: name, reason: `died (${describeExit(death)})`, cells });
  }
  readonly #told = new WeakSet<Promise<unknown>>();

  client(name: string): Promise<Started<ClientPeer>> {
    return this.#clients.get(name) ?? this.#keep(this.#clients, name, this.freshClient(name));
  }

  /** The next cell gets a fresh place: this one vanished. */
  forgetClient(name: string): void {
    this.#clients.delete(name);
  }

  freshServer(name: string): Promise<Started<ServerPeer>> {
    return this.#start(name, 'server', (peer) => this.#room.startServer(peer, this.#signal));
  }

  freshClient(name: string): Promise<Started<ClientPeer>> {
    return this.#start(name, 'client', (peer) => this.#room.startClient(peer, this.#signal));
  }

  /** Cells that are repeated are alone: everything warm goes. */
  async stopWarm(): Promise<void> {
    const warm = [...(await Promise.all(this.#servers.values())), ...(await Promise.all(this.#clients.values()))];
    this.#servers.clear();
    this.#clients.clear();
    await stopAll(warm);
  }

  #keep<P>(kept: Map<string, Promise<Started<P>>>, name: string, starting: Promise<Started<P>>): Promise<Started<P>> {
    kept.set(name, starting);
    return starting;
  }

  async #start<P extends object>(
    name: string,
    role: Role,
    start: (peer: Extract<Preparation, { ok: true }>) => Promise<P>,
  ): Promise<Started<P>> {
    const key = `${role} ${name}`;
    const hopeless = this.#hopeless.get(key);
    if (hopeless) return hopeless;
    const preparation = this.#preparations.get(name);
    if (preparation === undefined) return { ok: false, reason: `${name} was not prepared`, log: null };
    if (!preparation.ok) return { ok: false, reason: preparation.reason, log: null };
    const began = performance.now();
    try {
      const peer = await start(preparation);
      const version = 'version' in peer && typeof peer.version === 'string' ? peer.version : null;
      if (role === 'server') this.versions.set(name, version);
      this.#emit({ type: 'peer-ready', implementation: name, role, version, durationMs: performance.now() - began });
      return { ok: true, peer };
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      return this.#failed(key, name, role, error);
    }
  }

  #failed(key: string, name: string, role: Role, error: PeerError): Started<never> {
    const failed = { ok: false, reason: `${role} ${name} ${error.message}`, log: error.log } as const;
    if (this.#signal.aborted) return failed;
    this.#emit({ type: 'peer-failed', implementation: name, role, reason: error.message });
    // The first failure may be bad luck and is tried afresh; after the second the other cells need not wait for it too.
    if (this.#failures.has(key)) this.#hopeless.set(key, failed);
    this.#failures.add(key);
    return failed;
  }
  readonly #failures = new Set<string>();
}
