/** One side of a case: a driven peer in its role, with a record of all that was said to it and by it. */
import type { Role, Stage } from '../../model.ts';
import { StackError, UnsupportedError } from './errors.ts';
import type { Method, Params, Result } from './protocol.ts';
import type { Router } from './router.ts';
import type { Rpc, Told } from './rpc.ts';

/** Where a call that fails leaves the pair. */
const stages: Partial<Record<Method, Stage>> = {
  createPeerConnection: 'signalling',
  setLocalDescription: 'signalling',
  setRemoteDescription: 'signalling',
  addIceCandidate: 'ICE',
  restartIce: 'signalling',
  createDataChannel: 'SCTP',
};

/** A stack's refusal, with who said it and when. */
export class RefusalError extends StackError {
  readonly side: Role;
  readonly stage: Stage;
  constructor(side: Role, method: Method, message: string) {
    super(`${side}: ${method} failed: ${message}`);
    this.side = side;
    this.stage = stages[method] ?? 'application';
  }
}

export interface SidePeer {
  readonly rpc: Rpc;
  readonly router: Router;
  /** Whether its stack gives the secrets of its DTLS connections, so that a capture can be decrypted; null: not asked yet. */
  readonly keys: { given: boolean | null };
}

/** Bounds the record of one cell. */
const MOST_RECORDED = 4_000;

export class Side {
  readonly role: Role;
  readonly router: Router;
  /** Limit of one wait and of one call, milliseconds. */
  readonly waitMs: number;
  /** Shared by all cells of the peer. */
  readonly keys: SidePeer['keys'];
  /** What is being done or waited for now, for a case that does not end. */
  doing = 'nothing';
  readonly record: string[] = [];
  readonly #rpc: Rpc;
  readonly #began = performance.now();

  constructor(role: Role, peer: SidePeer, waitMs: number) {
    this.role = role;
    this.#rpc = peer.rpc;
    this.router = peer.router;
    this.keys = peer.keys;
    this.waitMs = waitMs;
  }

  /** @throws UnsupportedError and RefusalError in words that name the side, and what `Rpc.call` throws */
  async call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    this.doing = method;
    this.note('>', method, params);
    try {
      const result = await this.#rpc.call(method, params, this.waitMs);
      this.note('<', method, result);
      return result;
    } catch (error) {
      this.note('<', method, error instanceof Error ? error.message : String(error));
      if (error instanceof UnsupportedError) throw new UnsupportedError(`${this.role}: unsupported: ${error.message}`);
      if (error instanceof StackError) throw new RefusalError(this.role, method, error.message);
      throw error;
    }
  }

  hear(told: Told): void {
    this.note('!', told.name, told.params);
  }

  note(arrow: string, name: string, value: unknown): void {
    if (this.record.length === MOST_RECORDED) this.record.push('… the rest is not recorded');
    if (this.record.length > MOST_RECORDED) return;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const cut = text.length > 6_000 ? `${text.slice(0, 6_000)}… (${text.length} characters)` : text;
    this.record.push(`${(performance.now() - this.#began).toFixed(1).padStart(9)} ms ${arrow} ${name} ${cut}`);
  }
}
