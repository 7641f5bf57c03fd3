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
  /** Of a check: the ufrag of whom it is for, then that of whom it is from. Null where there is none. */
  readonly username: string | null;
  readonly useCandidate: boolean;
}

/** A hostile peer must not fill the memory; the oldest are forgotten. */
const MOST_KNOWN = 64;
const MOST_TRANSACTIONS = 1_024;
const MOST_SESSIONS = 16;

/** One ICE session of this side: a restart begins another, while data still goes by the one before (RFC 8445 section 9). */
interface Session {
  nominated: Address | null;
  latest: Address | null;
  candidate: Address | null;
}

export class Route {
  /** By this side's ufrag. */
  readonly #sessions = new Map<string, Session>();
  /** Where everything but checks goes. */
  #nominated: Address | null = null;
  #latest: Address | null = null;
  #candidate: Address | null = null;
  readonly #known = new Set<string>();
  /** Who of this side asked: its answers go back there (RFC 8489 section 6.3.1). */
  readonly #asked = new Map<string, Address>();
  /** What was asked of this side, and may be answered from an address that is not known yet. */
  readonly #wanted = new Set<string>();

  /** A description of this side came. Its ufrag begins a session where it is new. */
  beginSession(ufrag: string): void {
    if (this.#sessions.has(ufrag)) return;
    remember(this.#sessions, ufrag, { nominated: null, latest: null, candidate: null }, MOST_SESSIONS);
  }

  /** A candidate of the latest session. */
  expectCandidate(candidate: Address): void {
    this.#candidate ??= candidate;
    const session = [...this.#sessions.values()].at(-1);
    if (session !== undefined) session.candidate ??= candidate;
    this.#know(candidate);
  }

  /**
   * Takes note of a packet that came from `source`.
   * @param other the other side: checks of this one begin with one of its ufrags
   * @returns whether it is this side's own
   */
  learn(source: Address, hint: StunHint | null, other: Route): boolean {
    // Of a stream of packets that are no STUN only the first one has to be looked up.
    if (hint === null && source === this.#latest) return true;
    if (!this.#isOwn(source, hint, other)) return false;
    this.#know(source);
    this.#latest = source;
    if (hint?.kind !== 'request') return true;
    remember(this.#asked, hint.transaction, source, MOST_TRANSACTIONS);
    const session = this.#sessions.get(splitUsername(hint.username).from);
    if (session !== undefined) session.latest = source;
    if (hint.useCandidate) {
      this.#nominated = source;
      if (session !== undefined) session.nominated = source;
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
      forgetOldest(this.#wanted, MOST_TRANSACTIONS);
      // After a restart a side may listen elsewhere, before anything is nominated there.
      const session = this.#sessions.get(splitUsername(hint.username).to);
      const place = session?.nominated ?? session?.latest ?? session?.candidate;
      if (place !== undefined && place !== null) return place;
    }
    return this.#nominated ?? this.#latest ?? this.#candidate;
  }

  #isOwn(source: Address, hint: StunHint | null, other: Route): boolean {
    if (hint?.kind === 'request' && hint.username !== null) {
      return other.#sessions.has(splitUsername(hint.username).to);
    }
    if (hint?.kind === 'response' && this.#wanted.has(hint.transaction)) return true;
    return this.#known.has(keyOf(source));
  }

  #know(source: Address): void {
    this.#known.add(keyOf(source));
    forgetOldest(this.#known, MOST_KNOWN);
  }
}

/** `to:from`; an ufrag has no colon (RFC 8839 section 5.4). */
function splitUsername(username: string | null): { to: string; from: string } {
  const [to = '', from = ''] = (username ?? '').split(':');
  return { to, from };
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

function forgetOldest(set: Set<string>, most: number): void {
  const [oldest] = set;
  if (set.size > most && oldest !== undefined) set.delete(oldest);
}
