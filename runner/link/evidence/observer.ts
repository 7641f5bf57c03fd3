/** Follows the packets of one path and keeps what they prove, in bounded memory, whatever the peers send. */
import { classify } from '../packets/classify.ts';
import { createMalformedLog, type Seen, type TakenPacket } from './marks.ts';
import { createDtlsObserver } from './observe-dtls.ts';
import { createStunObserver } from './observe-stun.ts';
import { closeClasses, closeLast, countTraffic, createTraffic } from './observe-traffic.ts';
import type { BySide, PathEvidence, Side } from './path-evidence.ts';

export interface Observer {
  /**
   * Takes a packet at the moment when the link passes it on or drops it, in that order. `bytes` is not kept.
   * Never throws.
   * @returns its number on the path, from 1
   */
  take(packet: TakenPacket): number;
  /** What a side's description says, before altering: its checks can then be verified (RFC 8445 section 7.2.2). */
  setCredentials(side: Side, ufrag: string, password: string): void;
  /** Bytes of DTLS datagrams that each side has sent so far, those that were dropped too. */
  dtlsBytes(): BySide<number>;
  /** A copy, plain JSON; may be asked for at any time. */
  summary(): PathEvidence;
}

export function createObserver(): Observer {
  const malformed = { client: createMalformedLog(), server: createMalformedLog() };
  const traffic = createTraffic();
  const stun = createStunObserver(malformed);
  const dtls = createDtlsObserver(malformed);
  const seen: { -readonly [K in keyof Seen]: Seen[K] } = { packet: 0, atMs: 0, from: 'client', delivered: false };

  return {
    take({ from, bytes, atMs, delivered }) {
      seen.packet += 1;
      seen.atMs = atMs;
      seen.from = from;
      seen.delivered = delivered;
      const kind = classify(bytes);
      const what = kind === 'dtls' ? dtls.take(bytes, seen) : kind === 'stun' ? stun.take(bytes, seen) : kind;
      countTraffic(traffic, kind, what, bytes, seen);
      return seen.packet;
    },
    setCredentials(side, ufrag, password) {
      stun.setCredentials(side, ufrag, password);
    },
    dtlsBytes: () => ({
      client: traffic.client.classes.dtls.bytes,
      server: traffic.server.classes.dtls.bytes,
    }),
    summary: () => ({
      packets: seen.packet,
      traffic: { client: closeClasses(traffic.client), server: closeClasses(traffic.server) },
      last: { client: closeLast(traffic.client), server: closeLast(traffic.server) },
      ssrcs: { client: [...traffic.client.ssrcs], server: [...traffic.server.ssrcs] },
      malformed: { client: malformed.client.summary(), server: malformed.server.summary() },
      stun: stun.summary(),
      dtls: dtls.summary(),
    }),
  };
}
