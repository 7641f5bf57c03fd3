/** Handshake messages in clear: their fragments, and the whole from them (RFC 6347 sections 4.2.2 and 4.2.3). */

const HEADER = 12;
/** More than any certificate message of a WebRTC stack; a longer one is not put together. */
const LONGEST_MESSAGE = 32 * 1024;
/** More than one flight has; the oldest is given up for another. With the above, 512 KiB for one sender at most. */
const OPEN_MESSAGES = 8;

/** One handshake header and the fragment after it. The same object may be filled again and again. */
export interface Fragment {
  /** HandshakeType, see dtls-names.ts. */
  type: number;
  /** Of the whole message, bytes. */
  length: number;
  /** message_seq: the same in a retransmission. */
  sequence: number;
  /** Where in the message the fragment belongs. */
  offset: number;
  /** Where the fragment begins and ends, in bytes from the start of the datagram. */
  start: number;
  end: number;
}

export function emptyFragment(): Fragment {
  return { type: 0, length: 0, sequence: 0, offset: 0, start: 0, end: 0 };
}

/**
 * Reads the fragment at `at` into `fragment`; the next one of the record, if any, begins at `fragment.end`.
 * @param end where the record ends @returns null, or why there is no fragment
 */
export function readFragment(bytes: Buffer, at: number, end: number, fragment: Fragment): string | null {
  if (end - at < HEADER) return `${end - at} bytes are less than a handshake header (12)`;
  fragment.type = bytes.readUInt8(at);
  fragment.length = bytes.readUIntBE(at + 1, 3);
  fragment.sequence = bytes.readUInt16BE(at + 4);
  fragment.offset = bytes.readUIntBE(at + 6, 3);
  const size = bytes.readUIntBE(at + 9, 3);
  fragment.start = at + HEADER;
  fragment.end = fragment.start + size;
  if (fragment.end > end) return `a handshake fragment of ${size} bytes in ${end - fragment.start} bytes`;
  if (fragment.offset + size > fragment.length) return 'a handshake fragment reaches past the end of its message';
  return null;
}

interface OpenMessage {
  type: number;
  length: number;
  missing: number;
  /** At least `length` bytes: the memory of a message that was given up is used again, or a flood would cost much. */
  readonly body: Buffer;
  /** 1 for each byte of `body` that has come. */
  readonly have: Uint8Array;
}

/** What one sender's fragments add up to. */
export interface Reassembly {
  /**
   * The body of the message once it is whole, else null; a view that the next call may change.
   * Fragments may come in any order, twice, and overlap; where two contradict each other, the message starts anew.
   */
  add(fragment: Fragment, bytes: Buffer): Buffer | null;
  /** Another handshake begins: its messages have the same numbers. */
  reset(): void;
}

export function createReassembly(): Reassembly {
  const open = new Map<number, OpenMessage>();
  let spare: OpenMessage | null = null;

  function giveUp(sequence: number): void {
    spare = open.get(sequence) ?? spare;
    open.delete(sequence);
  }

  function findOpen({ sequence, type, length }: Fragment): OpenMessage {
    const known = open.get(sequence);
    if (known?.type === type && known.length === length) return known;
    giveUp(sequence);
    const oldest = open.keys().next();
    if (open.size >= OPEN_MESSAGES && oldest.done !== true) giveUp(oldest.value);
    const message = spare !== null && spare.body.length >= length ? spare : allocate(length);
    spare = null;
    message.type = type;
    message.length = length;
    message.missing = length;
    message.have.fill(0, 0, length);
    open.set(sequence, message);
    return message;
  }

  return {
    add(fragment, bytes) {
      const { start, end, length, offset, sequence } = fragment;
      if (end - start === length) {
        giveUp(sequence);
        return bytes.subarray(start, end);
      }
      if (length > LONGEST_MESSAGE || start === end) return null;
      const message = findOpen(fragment);
      const fits = fill(message, offset, bytes, start, end);
      if (fits && message.missing > 0) return null;
      giveUp(sequence);
      return fits ? message.body.subarray(0, length) : null;
    },
    reset() {
      open.clear();
      spare = null;
    },
  };
}

function allocate(length: number): OpenMessage {
  return { type: 0, length, missing: length, body: Buffer.alloc(length), have: new Uint8Array(length) };
}

/** False where a byte that has come before comes as another one. */
function fill(message: OpenMessage, offset: number, bytes: Buffer, start: number, end: number): boolean {
  const { body, have } = message;
  for (let from = start, at = offset; from < end; from += 1, at += 1) {
    const byte = bytes[from] ?? 0;
    if (have[at] === 1) {
      if (body[at] !== byte) return false;
      continue;
    }
    have[at] = 1;
    body[at] = byte;
    message.missing -= 1;
  }
  return true;
}
