/** Packets that wait: for a delay, behind a narrow line, or for later ones. Driven by given times; the caller has the timer. */
import type { Role } from '../../model.ts';
import { createHeap } from './heap.ts';
import type { Decision } from './impairment.ts';
import type { Rate } from './rules.ts';

export interface Arrival<T> {
  readonly item: T;
  /** Of the datagram, without IP and UDP headers. */
  readonly bytes: number;
  readonly path: number;
  readonly from: Role;
  /** Of action `pass`. */
  readonly decision: Decision;
}

export interface Queue<T> {
  /** `nowMs`: any clock that never goes back. Returns null, or why it was not taken: for the capture's comment. */
  push(arrival: Arrival<T>, nowMs: number): string | null;
  /** What has to go now, in this order; a duplicated one as often as it is to be sent. */
  takeDue(nowMs: number): T[];
  /** When to call `takeDue` next; null while nothing waits. */
  nextAtMs(): number | null;
  /** How many wait; each copy counts. */
  readonly size: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly bytes: number;
  readonly atMs: number;
  /** The order of those that go at the same time. */
  readonly order: number;
}

interface Held<T> {
  readonly item: T;
  readonly bytes: number;
  later: number;
  readonly untilMs: number;
}

/** One direction of one path. */
interface Lane<T> {
  /** By line: when it has sent all that it took. */
  readonly freeAtMs: Map<number, number>;
  lastInOrderMs: number;
  held: Held<T>[];
}

/** IPv4 and UDP. */
const headerBytes = 28;
const defaultQueueMs = 500;
/** A waiting packet costs this beside its bytes, roughly. */
const overheadBytes = 128;
/** Of one direction; what would be held beyond that passes. */
const maxHeld = 64;

/** @param limitBytes how much may wait in all; a path that is delayed for long must not take the memory of the link */
export function createQueue<T>(limitBytes = 16 * 1024 * 1024): Queue<T> {
  const lanes = new Map<string, Lane<T>>();
  let heldCount = 0;
  const heap = createHeap<Waiting<T>>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
  let waitingBytes = 0;
  let order = 0;
  const enqueue = (item: T, bytes: number, atMs: number): void => {
    order += 1;
    heap.push({ item, bytes, atMs, order });
  };
  const release = (lane: Lane<T>, atMs: number | null, isWanted: (held: Held<T>) => boolean): void => {
    for (const { item, bytes, untilMs } of takeOut(lane, isWanted)) {
      heldCount -= 1;
      enqueue(item, bytes, atMs ?? untilMs);
    }
  };
  const releaseExpired = (nowMs: number): void => {
    if (heldCount === 0) return;
    for (const lane of lanes.values()) {
      release(lane, null, ({ untilMs }) => untilMs <= nowMs);
    }
  };
  return {
    push({ item, bytes, path, from, decision }, nowMs) {
      const { copies, rate, delayMs, inOrder, hold } = decision;
      const cost = copies * (bytes + overheadBytes);
      if (waitingBytes + cost > limitBytes) return `dropped: ${limitBytes} bytes are waiting in the link`;
      releaseExpired(nowMs);
      const lane = laneOf(lanes, `${path}/${from}`);
      const sentMs = rate === null ? nowMs : admit(lane, rate, copies * (bytes + headerBytes), nowMs);
      if (sentMs === null) return `dropped: the queue of the line of ${String(rate?.kbitPerSecond)} kbit/s is full`;
      let atMs = sentMs + delayMs;
      if (inOrder) lane.lastInOrderMs = atMs = Math.max(atMs, lane.lastInOrderMs);
      waitingBytes += cost;
      if (hold !== null && hold.packets > 0 && lane.held.length < maxHeld) {
        for (let copy = 0; copy < copies; copy += 1) {
          heldCount += 1;
          lane.held.push({ item, bytes, later: hold.packets, untilMs: atMs + hold.ms });
        }
        return null;
      }
      for (let copy = 0; copy < copies; copy += 1) enqueue(item, bytes, atMs);
      for (const held of lane.held) held.later -= 1;
      release(lane, atMs, ({ later }) => later <= 0);
      return null;
    },
    takeDue(nowMs) {
      releaseExpired(nowMs);
      const due: T[] = [];
      for (let next = heap.peek(); next !== undefined && next.atMs <= nowMs; next = heap.peek()) {
        heap.pop();
        waitingBytes -= next.bytes + overheadBytes;
        due.push(next.item);
      }
      return due;
    },
    nextAtMs() {
      let next = heap.peek()?.atMs ?? Infinity;
      for (const { held } of lanes.values()) for (const { untilMs } of held) next = Math.min(next, untilMs);
      return next === Infinity ? null : next;
    },
    get size() {
      return heap.size + heldCount;
    },
  };
}

/** When the line has sent it; null when too much is waiting before it. */
function admit<T>(
  { freeAtMs }: Lane<T>,
  { kbitPerSecond, queueMs }: Rate,
  bytes: number,
  nowMs: number,
): number | null {
  const startMs = Math.max(nowMs, freeAtMs.get(kbitPerSecond) ?? 0);
  if (startMs - nowMs > (queueMs ?? defaultQueueMs)) return null;
  const endMs = startMs + (bytes * 8) / kbitPerSecond;
  freeAtMs.set(kbitPerSecond, endMs);
  return endMs;
}

function takeOut<T>(lane: Lane<T>, isWanted: (held: Held<T>) => boolean): Held<T>[] {
  if (lane.held.length === 0) return [];
  const wanted = lane.held.filter(isWanted);
  if (wanted.length > 0) lane.held = lane.held.filter((held) => !wanted.includes(held));
  return wanted;
}

function laneOf<T>(lanes: Map<string, Lane<T>>, name: string): Lane<T> {
  let lane = lanes.get(name);
  if (lane === undefined) {
    lane = { freeAtMs: new Map(), lastInOrderMs: 0, held: [] };
    lanes.set(name, lane);
  }
  return lane;
}
