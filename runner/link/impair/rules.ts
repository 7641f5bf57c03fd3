/**
 * What the link does to the packets that pass, as plain JSON.
 *
 *     { "direction": "both", "kind": "any", "nth": "all", "probability": 0.1, "do": "drop" }
 *     { "direction": "both", "kind": "dtls:flight-4", "nth": "each once", "do": "drop" }
 *     { "direction": "client", "kind": "application-data", "nth": 3, "do": { "delayMs": 500 } }
 *     { "direction": "both", "kind": "any", "nth": "all", "do": { "kbitPerSecond": 256 } }
 *
 * Every rule looks at every packet, also at those that another rule drops. Of all that apply to one packet a drop wins,
 * delays add up, and every duplication adds a copy. What happens never depends on the time, but for a full queue.
 */
import type { Role } from '../../model.ts';

/**
 * What a packet is. A datagram of several DTLS records is of the kind of each of them.
 * - `any`: every packet.
 * - `stun`, and `stun:` by class (RFC 8489 section 5); `stun:other`: of another method than Binding.
 * - `dtls`: all of DTLS, data too. `dtls:handshake`: all of its handshake with ChangeCipherSpec, clear or encrypted.
 * - `dtls:` and the message's name. `dtls:Finished`: an encrypted handshake record of DTLS 1.2, which a first handshake
 *   has for nothing else. `dtls:encrypted-handshake`: those of DTLS 1.3, too.
 * - `dtls:flight-N`, of the full handshake of DTLS 1.2 (RFC 6347 section 4.2.4): 1 ClientHello, 2 HelloVerifyRequest,
 *   3 ClientHello with the cookie, 4 ServerHello to ServerHelloDone, 5 the DTLS client's Certificate to Finished, 6 the
 *   DTLS server's ChangeCipherSpec and Finished. Without cookie there is no 2 and 3.
 * - `application-data`: in DTLS, so SCTP. `rtp`, `rtcp`: as SRTP. `turn`: channel data. `other`: the rest.
 */
export const kinds = [
  'any',
  'stun',
  'stun:binding-request',
  'stun:binding-indication',
  'stun:binding-success',
  'stun:binding-error',
  'stun:other',
  'dtls',
  'dtls:handshake',
  'dtls:ClientHello',
  'dtls:HelloVerifyRequest',
  'dtls:ServerHello',
  'dtls:Certificate',
  'dtls:ServerKeyExchange',
  'dtls:CertificateRequest',
  'dtls:ServerHelloDone',
  'dtls:ClientKeyExchange',
  'dtls:CertificateVerify',
  'dtls:ChangeCipherSpec',
  'dtls:Finished',
  'dtls:encrypted-handshake',
  'dtls:alert',
  'dtls:flight-1',
  'dtls:flight-2',
  'dtls:flight-3',
  'dtls:flight-4',
  'dtls:flight-5',
  'dtls:flight-6',
  'application-data',
  'rtp',
  'rtcp',
  'turn',
  'other',
] as const;

export type Kind = (typeof kinds)[number];

/**
 * Which of the packets of a kind, in one direction of one path, counted since the rules were set:
 * - a number: the n-th, from 1.
 * - `each once`: those that carry something of the kind that has not been sent before. Of DTLS that is every message
 *   (by type, message_seq and fragment), so a flight is lost once and its retransmission passes, however it is packed;
 *   of the rest it is the first packet.
 * - `all`.
 */
export type Nth = number | 'each once' | 'all';

/** Until `packets` later ones of the same direction have gone, but at most `ms`. */
export interface Hold {
  readonly packets: number;
  readonly ms: number;
}

/** A line with a bounded queue before it, per path and direction; 28 bytes a packet are added for IPv4 and UDP. */
export interface Rate {
  readonly kbitPerSecond: number;
  /** What finds so much waiting is dropped. 500 ms when not given. */
  readonly queueMs?: number;
}

/** With jitter the delay is anything from `delayMs - jitterMs` to `delayMs + jitterMs`, and the order is kept. */
export interface Delay {
  readonly delayMs: number;
  readonly jitterMs?: number;
}

/** `duplicate`: sent twice. `hold`: until 2 later ones have gone, at most 1 s. */
export type Deed = 'drop' | 'duplicate' | 'hold' | { readonly hold: Hold } | Delay | Rate;

export interface Rule {
  /** For the report; without one the rule is described. */
  readonly name?: string;
  /** The side that sends. */
  readonly direction: Role | 'both';
  readonly kind: Kind;
  readonly nth: Nth;
  /** 0 to 1, of the packets that the rest chooses; 1 when not given. */
  readonly probability?: number;
  readonly do: Deed;
}

export const defaultHold: Hold = { packets: 2, ms: 1000 };

/** Throws what is wrong: a rule that can never apply would let a case pass unimpaired. */
export function checkRule(rule: Rule): void {
  const fail = (what: string): never => {
    throw new Error(`impairment rule ${JSON.stringify(rule)}: ${what}`);
  };
  const { direction, kind, nth, probability = 1 } = rule;
  if (!['client', 'server', 'both'].includes(direction)) fail('direction is none of client, server, both');
  if (!kinds.includes(kind)) fail(`there is no kind "${kind}"; there are ${kinds.join(', ')}`);
  if (nth !== 'all' && nth !== 'each once' && !(Number.isInteger(nth) && nth >= 1)) {
    fail('nth is none of "all", "each once", 1, 2, 3 ...');
  }
  if (!(probability > 0 && probability <= 1)) fail('probability is not above 0 and at most 1');
  if (!isDeed(rule.do)) fail('do is none of "drop", "duplicate", "hold", {hold}, {delayMs}, {kbitPerSecond}');
}

function isDeed(deed: Deed): boolean {
  if (typeof deed === 'string') return ['drop', 'duplicate', 'hold'].includes(deed);
  if ('hold' in deed) return isNotNegative(deed.hold.packets) && isNotNegative(deed.hold.ms);
  if ('delayMs' in deed) return isNotNegative(deed.delayMs) && isNotNegative(deed.jitterMs ?? 0);
  return deed.kbitPerSecond > 0 && Number.isFinite(deed.kbitPerSecond) && isNotNegative(deed.queueMs ?? 0);
}

function isNotNegative(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

/** One phrase: `drop dtls:flight-4 of both, each once`. */
export function describeRule(rule: Rule): string {
  const { name, direction, kind, nth, probability = 1 } = rule;
  if (name !== undefined) return name;
  const share = probability === 1 ? '' : `${Number((probability * 100).toFixed(2))}% of `;
  const which = nth === 'all' ? '' : nth === 'each once' ? ', each once' : `, number ${nth}`;
  return `${describeDeed(rule.do)} ${share}${kind} of ${direction}${which}`;
}

function describeDeed(deed: Deed): string {
  if (typeof deed === 'string') return deed;
  if ('hold' in deed) return `hold until ${deed.hold.packets} later or ${deed.hold.ms} ms:`;
  if ('delayMs' in deed) return `delay by ${deed.delayMs}${deed.jitterMs ? ` +- ${deed.jitterMs}` : ''} ms:`;
  return `narrow to ${deed.kbitPerSecond} kbit/s:`;
}
