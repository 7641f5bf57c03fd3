/**
 * How one side is reached: learnt from what it sends, not from its description alone, because peers check from several
 * addresses and some networks rewrite them. Pure. A packet of somebody else (a peer of a cell that is over still sends
 * to a port that has been given away again) is told from this side's own by its ICE user name (RFC 8445 section 7.2.2).
 */
import type { Address } from '../sdp-path.ts';

/** What a packet says about routes; null for what is no STUN message. */
export interface StunHint {
  readonly kind: 'request' | 'indication' | 'response';
  /** Hexadecimal. */
  readonly transaction: string;
  /** Null where there is none, or it was not looked for. */
  readonly username: string | null;
  readonly useCandidate: boolean;
}

/** A hostile peer must not fill the memory; the oldest are forgotten. */
const MOST_KNOWN = 64;
const MOST_TRANSACTIONS = 1_024;

export class Route {
  #nominated: Address | null = null;
  #latest: Address | null = null;
  #candidate: Address | null = null;
  readonly #known = new Set<string>();
  /** Who of this side asked: its answers go back there (RFC 8489 section 6.3.1). */
  readonly #asked = new Map<string, Address>();
  /** What was asked of this side, and may be answered from an address that is not known yet. */
  readonly #wanted = new Set<string>();

  expectCandidate(candidate: Address): void {
    this.#candidate ??= candidate;
    this.#know(candidate);
  }

  /**
   * Takes note of a packet that came from `source`.
   * @param otherUfrags with which this side's checks must begin, as the other side's descriptions said
   * @returns whether it is this side's own
   */
  learn(source: Address, hint: StunHint | null, otherUfrags: ReadonlySet<string>): boolean {
    if (!this.#isOwn(source, hint, otherUfrags)) return false;
    this.#know(source);
    this.#latest = source;
    if (hint?.kind === 'request') {
      remember(this.#asked, hint.transaction, source, MOST_TRANSACTIONS);
      if (hint.useCandidate) this.#nominated = source;
    }
    return true;
  }

  /** Where a packet for this side goes; null while nothing is known of it. */
  destination(hint: StunHint | null): Address | null {
    if (hint?.kind === 'response') {
      const asker = this.#asked.get(hint.transaction);
      if (asker !== undefined) return asker;
    }
    if (hint?.kind === 'request') {
      this.#wanted.add(hint.transaction);
      const [oldest] = this.#wanted;
      if (this.#wanted.size > MOST_TRANSACTIONS && oldest !== undefined) this.#wanted.delete(oldest);
    }
    return this.#nominated ?? this.#latest ?? this.#candidate;
  }

  #isOwn(source: Address, hint: StunHint | null, otherUfrags: ReadonlySet<string>): boolean {
    if (hint?.kind === 'request' && hint.username !== null) {
      const [first = ''] = hint.username.split(':', 1);
      return otherUfrags.has(first);
    }
    if (hint?.kind === 'response' && this.#wanted.has(hint.transaction)) return true;
    return this.#known.has(keyOf(source));
  }

  #know(source: Address): void {
    this.#known.add(keyOf(source));
    const [oldest] = this.#known;
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}

function keyOf({ address, port }: Address): string {
  return `${address}:${port}`;
}

function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.set(key, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
