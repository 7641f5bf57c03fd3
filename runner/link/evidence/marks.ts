/** Counting what comes again, in constant memory. */
import type { Malformed, Mark, Moment, Side } from './path-evidence.ts';

/** One packet on its way through the link. */
export interface TakenPacket {
  readonly from: Side;
  readonly bytes: Buffer;
  /** Since any fixed moment; the same clock for all of a path. */
  readonly atMs: number;
  /** False where the link dropped it. */
  readonly delivered: boolean;
}

/** Where the observer is: which packet it takes. One object that changes with each packet: copy what is kept. */
export interface Seen extends Moment {
  readonly from: Side;
  readonly delivered: boolean;
}

/** A mark while it is counted: numbers only, as it is on the way of every packet. Packet 0: not yet. */
export interface OpenMark {
  sent: number;
  delivered: number;
  firstPacket: number;
  firstMs: number;
  lastPacket: number;
  lastMs: number;
  firstDeliveredPacket: number;
  firstDeliveredMs: number;
  lastDeliveredPacket: number;
  lastDeliveredMs: number;
}

export function createMark(): OpenMark {
  return {
    sent: 0,
    delivered: 0,
    firstPacket: 0,
    firstMs: 0,
    lastPacket: 0,
    lastMs: 0,
    firstDeliveredPacket: 0,
    firstDeliveredMs: 0,
    lastDeliveredPacket: 0,
    lastDeliveredMs: 0,
  };
}

export function count(mark: OpenMark, { packet, atMs, delivered }: Seen): void {
  if (mark.sent === 0) {
    mark.firstPacket = packet;
    mark.firstMs = atMs;
  }
  mark.sent += 1;
  mark.lastPacket = packet;
  mark.lastMs = atMs;
  if (!delivered) return;
  if (mark.delivered === 0) {
    mark.firstDeliveredPacket = packet;
    mark.firstDeliveredMs = atMs;
  }
  mark.delivered += 1;
  mark.lastDeliveredPacket = packet;
  mark.lastDeliveredMs = atMs;
}

export function closeMark(mark: OpenMark): Mark {
  return {
    sent: mark.sent,
    delivered: mark.delivered,
    first: closeMoment(mark.firstPacket, mark.firstMs),
    last: closeMoment(mark.lastPacket, mark.lastMs),
    firstDelivered: closeMoment(mark.firstDeliveredPacket, mark.firstDeliveredMs),
    lastDelivered: closeMoment(mark.lastDeliveredPacket, mark.lastDeliveredMs),
  };
}

function closeMoment(packet: number, atMs: number): Moment | null {
  return packet === 0 ? null : { packet, atMs };
}

const MALFORMED_EXAMPLES = 4;

export interface MalformedLog {
  note(packet: number, reason: string): void;
  summary(): Malformed;
}

export function createMalformedLog(): MalformedLog {
  let count = 0;
  const examples: { packet: number; reason: string }[] = [];
  return {
    note(packet, reason) {
      count += 1;
      if (examples.length < MALFORMED_EXAMPLES) examples.push({ packet, reason });
    },
    summary: () => ({ count, examples: [...examples] }),
  };
}

export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}
