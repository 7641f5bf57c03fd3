/** Starts peers and takes what can go wrong for an answer. */
import { PeerError, type Preparation, type Prepared } from '../engines/engine.ts';
import type { Emit } from '../events.ts';
import type { Log, Role } from '../model.ts';
import { SelfCheckError } from './self-check.ts';

/** A peer, or why there is none. */
export type Started<P> =
  { readonly ok: true; readonly peer: P } | { readonly ok: false; readonly reason: string; readonly log: Log | null };

interface Stoppable {
  stop(): Promise<void>;
}

/** Stops those that were started. */
export async function stopAll(started: readonly Started<Stoppable>[]): Promise<void> {
  await Promise.all(started.flatMap((one) => (one.ok ? [one.peer.stop()] : [])));
}

export class Starter {
  readonly #preparations: ReadonlyMap<string, Preparation>;
  readonly #emit: Emit;
  readonly #signal: AbortSignal;
  /** What failed once, by role and name. */
  readonly #failed = new Set<string>();
  /** What failed again when it was tried afresh: the other cells need not wait for it too. */
  readonly #hopeless = new Map<string, Started<never>>();
  /** The version that really ran, by implementation. */
  readonly versions = new Map<string, string | null>();

  constructor(preparations: readonly Preparation[], emit: Emit, signal: AbortSignal) {
    this.#preparations = new Map(preparations.map((preparation) => [preparation.implementation.name, preparation]));
    this.#emit = emit;
    this.#signal = signal;
  }

  /**
   * @param kind what is started, for messages: `server`, `driven client`
   * @throws what is no PeerError: the engine is gone
   */
  async start<P extends object>(
    name: string,
    role: Role,
    kind: string,
    start: (peer: Prepared) => Promise<P>,
  ): Promise<Started<P>> {
    const key = `${kind} ${name}`;
    const hopeless = this.#hopeless.get(key);
    if (hopeless) return hopeless;
    const preparation = this.#preparations.get(name);
    if (preparation === undefined) return { ok: false, reason: `${name} was not prepared`, log: null };
    if (!preparation.ok) return { ok: false, reason: preparation.reason, log: null };
    const began = performance.now();
    try {
      const peer = await start(preparation);
      this.#tell(name, role, peer, performance.now() - began);
      return { ok: true, peer };
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      return this.#fail(key, name, role, error);
    }
  }

  #tell(name: string, role: Role, peer: object, durationMs: number): void {
    const version = 'version' in peer && typeof peer.version === 'string' ? peer.version : null;
    if ('version' in peer) this.versions.set(name, version ?? this.versions.get(name) ?? null);
    this.#emit({ type: 'peer-ready', implementation: name, role, version, durationMs });
  }

  #fail(key: string, name: string, role: Role, error: PeerError): Started<never> {
    const isDistrusted = error instanceof SelfCheckError;
    const reason = isDistrusted ? error.message : `${key} ${error.message}`;
    const failed = { ok: false, reason, log: error.log } as const;
    if (this.#signal.aborted) return failed;
    if (!isDistrusted) this.#emit({ type: 'peer-failed', implementation: name, role, reason: error.message });
    else if (!this.#failed.has(key)) this.#emit({ type: 'notice', lines: [reason, explainDistrust(name)] });
    if (this.#failed.has(key)) this.#hopeless.set(key, failed);
    this.#failed.add(key);
    return failed;
  }
}

function explainDistrust(name: string): string {
  return `Its cells by exit code as client are broken for that: ${name} must refuse what it does not know, or run with --no-self-check.`;
}
