/** Generated messages, as docs/peer-protocol.md defines them: what a peer should have sent, worked out here. */
import { createHash } from 'node:crypto';

const PATTERN_LENGTH = 65_521;

export interface Generated {
  readonly count: number;
  /** Bytes of each message. */
  readonly length: number;
  readonly seed: number;
  readonly text: boolean;
}

/** What every message of a seed is cut from: the pattern's bytes, or for text the characters that they stand for. */
function makePattern({ seed, text }: Pick<Generated, 'seed' | 'text'>): Buffer {
  const pattern = Buffer.allocUnsafe(PATTERN_LENGTH);
  let x = seed === 0 ? 0x9e3779b9 : seed >>> 0;
  for (let i = 0; i < PATTERN_LENGTH; i += 1) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    const byte = x & 0xff;
    pattern[i] = text ? 0x20 + (byte % 95) : byte;
  }
  return pattern;
}

/** Message `index` (from 0), encoded. */
export function makeMessage(
  { length, seed, text }: Omit<Generated, 'count'>,
  index: number,
  pattern = makePattern({ seed, text }),
): Buffer {
  const message = Buffer.allocUnsafe(length);
  for (let at = 0, from = (31 * index) % PATTERN_LENGTH; at < length; from = 0) {
    at += pattern.copy(message, at, from);
  }
  if (text && length >= 8) message.write(index.toString(16).padStart(8, '0'), 0, 'latin1');
  if (!text && length >= 4) message.writeUInt32BE(index, 0);
  return message;
}

/** SHA-256 over all messages in order, hexadecimal: what `collected` must tell when all came in order and unchanged. */
export function digestOf(generated: Generated): string {
  const pattern = makePattern(generated);
  const hash = createHash('sha256');
  for (let index = 0; index < generated.count; index += 1) hash.update(makeMessage(generated, index, pattern));
  return hash.digest('hex');
}
