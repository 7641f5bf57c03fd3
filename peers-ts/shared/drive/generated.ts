/** Messages that a peer makes by itself: docs/peer-protocol.md, "Generated messages". */
import type { Message } from '../stack.ts';

const patternLength = 65_521;

export interface Generated {
  readonly count: number;
  /** Of each message, bytes. */
  readonly length: number;
  readonly seed: number;
  readonly text: boolean;
}

/** Yields the messages in their order, texts as strings. */
export function* generate({ count, length, seed, text }: Generated): Generator<Message> {
  const pattern = makePattern(seed, text);
  for (let index = 0; index < count; index += 1) {
    const message = Buffer.allocUnsafe(length);
    let from = (31 * index) % patternLength;
    for (let to = 0; to < length; from = 0) to += pattern.copy(message, to, from);
    if (text && length >= 8) message.write(index.toString(16).padStart(8, '0'), 0, 'latin1');
    if (!text && length >= 4) message.writeUInt32BE(index, 0);
    yield text ? message.toString('latin1') : message;
  }
}

/** xorshift32 (Marsaglia 2003); for texts mapped to printable ASCII. */
function makePattern(seed: number, text: boolean): Buffer {
  const pattern = Buffer.allocUnsafe(patternLength);
  let x = seed === 0 ? 0x9e3779b9 : seed;
  for (let i = 0; i < patternLength; i += 1) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    pattern[i] = text ? 0x20 + ((x & 0xff) % 95) : x & 0xff;
  }
  return pattern;
}
