/**
 * Keeps what a process printed within a bound: the first and the last bytes, and a count of the rest.
 * A process that prints endlessly costs no more memory than one that prints 256 KiB.
 */
import type { Log } from '../model.ts';

/** Bytes kept of the beginning, and as many of the end. */
export const keptBytes = 128 * 1024;

export class LogBuffer {
  readonly #limit: number;
  readonly #head: Buffer;
  /** A ring; the byte at absolute position p stands at `(p - limit) % limit`. Made when the head is full. */
  #ring: Buffer | null = null;
  #total = 0;

  /** @param limit bytes kept of the beginning, and as many of the end */
  constructor(limit: number = keptBytes) {
    this.#limit = limit;
    this.#head = Buffer.allocUnsafe(limit);
  }

  append(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    const toHead = Math.max(0, Math.min(bytes.length, this.#limit - this.#total));
    if (toHead > 0) this.#head.set(bytes.subarray(0, toHead), this.#total);
    this.#total += toHead;
    if (toHead < bytes.length) this.#appendToRing(bytes.subarray(toHead));
  }

  /** How many bytes were printed so far: a point in the output, for `read`. */
  mark(): number {
    return this.#total;
  }

  /**
   * What was printed from `since` (a mark) until now. Where bytes were dropped, a line in the text says how many.
   * Bytes that are not UTF-8 become U+FFFD, so that any output can stand in a report.
   */
  read(since = 0): Log {
    const limit = this.#limit;
    const head = this.#head.subarray(Math.min(since, limit), Math.min(this.#total, limit));
    const tailStart = Math.max(since, limit, this.#total - limit);
    const tail = this.#ringFrom(tailStart);
    const droppedBytes = Math.max(0, this.#total - since - head.length - tail.length);
    const note = droppedBytes > 0 ? `\n[... ${droppedBytes} bytes not kept ...]\n` : '';
    return droppedBytes > 0
      ? { text: decode(head) + note + decode(tail), droppedBytes }
      : { text: decode(Buffer.concat([head, tail])), droppedBytes };
  }

  #appendToRing(bytes: Uint8Array): void {
    this.#ring ??= Buffer.allocUnsafe(this.#limit);
    const kept = bytes.length > this.#limit ? bytes.subarray(bytes.length - this.#limit) : bytes;
    const start = (this.#total + bytes.length - kept.length - this.#limit) % this.#limit;
    const untilEnd = Math.min(kept.length, this.#limit - start);
    this.#ring.set(kept.subarray(0, untilEnd), start);
    this.#ring.set(kept.subarray(untilEnd), 0);
    this.#total += bytes.length;
  }

  /** The bytes from the absolute position `from`, which must be in the ring, until the end. */
  #ringFrom(from: number): Buffer {
    const length = this.#total - from;
    if (this.#ring === null || length <= 0) return Buffer.alloc(0);
    const start = (from - this.#limit) % this.#limit;
    const untilEnd = Math.min(length, this.#limit - start);
    return Buffer.concat([this.#ring.subarray(start, start + untilEnd), this.#ring.subarray(0, length - untilEnd)]);
  }
}

function decode(bytes: Buffer): string {
  return bytes.toString('utf8');
}
