/** Chunks of an SCTP packet (RFC 9260 section 3): DATA, I-DATA (RFC 8260 section 2.1), INIT and INIT ACK. */
import { atEnd, openCursor, readBytes, readNumber, type Cursor } from '../packets/cursor.ts';
import type { SctpInit } from '../evidence/sctp-evidence.ts';

export interface DataChunk {
  readonly kind: 'data';
  readonly unordered: boolean;
  /** The B and the E bit: the first and the last part of a message. */
  readonly first: boolean;
  readonly last: boolean;
  readonly tsn: number;
  readonly stream: number;
  /** Null in an I-DATA chunk that is not the first: it has a fragment's number there. */
  readonly ppid: number | null;
  readonly data: Buffer;
}

interface InitChunk extends Omit<SctpInit, 'packet'> {
  readonly kind: 'init' | 'initAck';
}

type Chunk = DataChunk | InitChunk;

const chunkType = { data: 0, init: 1, initAck: 2, iData: 64 } as const;
const parameter = { supportedExtensions: 0x8008, forwardTsnSupported: 0xc000 } as const;
const COMMON_HEADER = 12;

/** @returns the chunks of these kinds that are whole, until the first that is not. Never throws. */
export function readChunks(packet: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  const cursor = openCursor(packet);
  readBytes(cursor, COMMON_HEADER);
  while (!atEnd(cursor)) {
    const type = readNumber(cursor, 1);
    const flags = readNumber(cursor, 1);
    const value = readValue(cursor);
    if (value === null) break;
    const chunk = readChunk(type, flags, value);
    if (chunk !== null) chunks.push(chunk);
  }
  return chunks;
}

/** The length counts the 4 bytes before the value, not the padding. Null where it is cut off. */
function readValue(cursor: Cursor): Buffer | null {
  const length = readNumber(cursor, 2);
  // Also where there was no length: it is then 0.
  if (length < 4) return null;
  const value = readBytes(cursor, length - 4);
  if (cursor.failed) return null;
  cursor.at = Math.min(cursor.bytes.length, cursor.at + ((4 - (length % 4)) % 4));
  return value;
}

function readChunk(type: number, flags: number, value: Buffer): Chunk | null {
  if (type === chunkType.data || type === chunkType.iData) return readData(flags, value, type === chunkType.iData);
  if (type === chunkType.init || type === chunkType.initAck) {
    return readInit(type === chunkType.init ? 'init' : 'initAck', value);
  }
  return null;
}

function readData(flags: number, value: Buffer, interleaved: boolean): DataChunk | null {
  const cursor = openCursor(value);
  const tsn = readNumber(cursor, 4);
  const stream = readNumber(cursor, 2);
  // SSN; of I-DATA 2 reserved bytes and the message's number.
  readBytes(cursor, interleaved ? 6 : 2);
  const ppid = readNumber(cursor, 4);
  if (cursor.failed) return null;
  const first = (flags & 2) !== 0;
  return {
    kind: 'data',
    unordered: (flags & 4) !== 0,
    first,
    last: (flags & 1) !== 0,
    tsn,
    stream,
    ppid: interleaved && !first ? null : ppid,
    data: value.subarray(cursor.at),
  };
}

function readInit(kind: InitChunk['kind'], value: Buffer): InitChunk | null {
  const cursor = openCursor(value);
  readBytes(cursor, 8);
  const outboundStreams = readNumber(cursor, 2);
  const inboundStreams = readNumber(cursor, 2);
  readNumber(cursor, 4);
  let extensions: number[] = [];
  let forwardTsn = false;
  while (!atEnd(cursor)) {
    const type = readNumber(cursor, 2);
    const content = readValue(cursor);
    // A list that cannot be read to its end says nothing about what is missing in it.
    if (content === null) return null;
    if (type === parameter.supportedExtensions) extensions = [...new Set(content)];
    if (type === parameter.forwardTsnSupported) forwardTsn = true;
  }
  return cursor.failed ? null : { kind, outboundStreams, inboundStreams, extensions, forwardTsn };
}
