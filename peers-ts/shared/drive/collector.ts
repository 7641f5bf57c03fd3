import { createHash } from 'node:crypto';
import type { Message } from '../stack.ts';

/** What came in: docs/peer-protocol.md, `collected`. */
export interface Collection {
  readonly count: number;
  /** Of the encoded messages. */
  readonly bytes: number;
  /** SHA-256 over all of them as they came, hexadecimal. */
  readonly digest: string;
  readonly texts: number;
  /** The numbers that they carry, as runs that rise by one. */
  readonly order: readonly (readonly [first: number, last: number])[];
}

/** Sums up messages instead of keeping them. */
export class Collector {
  readonly #wanted: number;
  readonly #hash = createHash('sha256');
  readonly #order: [number, number][] = [];
  #count = 0;
  #bytes = 0;
  #texts = 0;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  /** Returns true for the message that completes what was wanted. */
  add(message: Message): boolean {
    const encoded = typeof message === 'string' ? Buffer.from(message) : message;
    this.#count += 1;
    this.#bytes += encoded.length;
    this.#texts += typeof message === 'string' ? 1 : 0;
    this.#hash.update(encoded);
    const number = readNumber(message);
    const last = this.#order.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else if (number !== undefined) this.#order.push([number, number]);
    return this.#count === this.#wanted;
  }

  sum(): Collection {
    return {
      count: this.#count,
      bytes: this.#bytes,
      digest: this.#hash.copy().digest('hex'),
      texts: this.#texts,
      order: this.#order,
    };
  }
}

/** The number at a message's beginning; undefined when it has no room for one, or a text no hexadecimal digits. */
function readNumber(message: Message): number | undefined {
  if (typeof message !== 'string') return message.length < 4 ? undefined : message.readUInt32BE(0);
  const digits = message.slice(0, 8);
  return /^[0-9a-f]{8}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
