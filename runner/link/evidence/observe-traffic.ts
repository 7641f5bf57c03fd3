/** How much of each class each side sent, and what last. */
import { readSsrc, type PacketClass } from '../packets/classify.ts';
import type { Seen } from './marks.ts';
import type { LastPacket, Side, Tally } from './path-evidence.ts';

const SSRCS = 16;

type OpenTally = { -readonly [K in keyof Tally]: Tally[K] };
type OpenLast = { -readonly [K in keyof LastPacket]: LastPacket[K] };

export interface TrafficSide {
  readonly classes: Readonly<Record<PacketClass, OpenTally>>;
  readonly last: OpenLast;
  readonly ssrcs: Set<number>;
}

export type Traffic = Readonly<Record<Side, TrafficSide>>;

export function createTraffic(): Traffic {
  return { client: createSide(), server: createSide() };
}

/** @param what the packet is, in words */
export function countTraffic(traffic: Traffic, kind: PacketClass, what: string, bytes: Buffer, seen: Seen): void {
  const side = traffic[seen.from];
  const tally = side.classes[kind];
  tally.sent += 1;
  if (seen.delivered) tally.delivered += 1;
  tally.bytes += bytes.length;
  tally.firstMs ??= seen.atMs;
  tally.lastMs = seen.atMs;
  side.last.what = what;
  side.last.packet = seen.packet;
  side.last.atMs = seen.atMs;
  side.last.delivered = seen.delivered;
  if ((kind === 'rtp' || kind === 'rtcp') && side.ssrcs.size < SSRCS) {
    const ssrc = readSsrc(bytes, kind);
    if (ssrc !== null) side.ssrcs.add(ssrc);
  }
}

export function closeClasses({ classes }: TrafficSide): Record<PacketClass, Tally> {
  const { stun, dtls, rtp, rtcp, turn, other } = classes;
  return {
    stun: { ...stun },
    dtls: { ...dtls },
    rtp: { ...rtp },
    rtcp: { ...rtcp },
    turn: { ...turn },
    other: { ...other },
  };
}

/** Null before the side sent anything. */
export function closeLast({ last }: TrafficSide): LastPacket | null {
  return last.packet === 0 ? null : { ...last };
}

function createSide(): TrafficSide {
  const tally = (): OpenTally => ({ sent: 0, delivered: 0, bytes: 0, firstMs: null, lastMs: null });
  return {
    classes: { stun: tally(), dtls: tally(), rtp: tally(), rtcp: tally(), turn: tally(), other: tally() },
    last: { what: '', packet: 0, atMs: 0, delivered: false },
    ssrcs: new Set(),
  };
}
