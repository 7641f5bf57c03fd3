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

/** The pattern twice over, so that a message that begins anywhere in it can be taken in pieces. */
function makePattern(seed: number): Buffer {
  const pattern = Buffer.allocUnsafe(PATTERN_LENGTH);
  let x = seed === 0 ? 0x9e3779b9 : seed >>> 0;
  for (let i = 0; i < PATTERN_LENGTH; i += 1) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    pattern[i] = x & 0xff;
  }
  return pattern;
}

/** Message `index` (from 0), encoded. */
export function makeMessage(
  { length, seed, text }: Omit<Generated, 'count'>,
  index: number,
  pattern = makePattern(seed),
): Buffer {
  const message = Buffer.allocUnsafe(length);
  for (let j = 0; j < length; j += 1) {
    const byte = pattern[(31 * index + j) % PATTERN_LENGTH] ?? 0;
    message[j] = text ? 0x20 + (byte % 95) : byte;
  }
  if (text && length >= 8) message.write(index.toString(16).padStart(8, '0'), 0, 'latin1');
  if (!text && length >= 4) message.writeUInt32BE(index, 0);
  return message;
}

/** SHA-256 over all messages in order, hexadecimal: what `collected` must tell when all came in order and unchanged. */
export function digestOf(generated: Generated): string {
  const pattern = makePattern(generated.seed);
  const hash = createHash('sha256');
  for (let index = 0; index < generated.count; index += 1) hash.update(makeMessage(generated, index, pattern));
  return hash.digest('hex');
}
