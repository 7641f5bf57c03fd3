/** Reads numbers and vectors one after another; past the end it fails for good instead of throwing. */

export interface Cursor {
  readonly bytes: Buffer;
  at: number;
  /** Something was asked for that is not there; everything read since then is 0 or empty. */
  failed: boolean;
}

const nothing = Buffer.alloc(0);

export function openCursor(bytes: Buffer): Cursor {
  return { bytes, at: 0, failed: false };
}

export function atEnd(cursor: Cursor): boolean {
  return cursor.failed || cursor.at >= cursor.bytes.length;
}

/** @param size 1 to 4 bytes, in network order */
export function readNumber(cursor: Cursor, size: number): number {
  if (cursor.failed || cursor.at + size > cursor.bytes.length) {
    cursor.failed = true;
    return 0;
  }
  const value = cursor.bytes.readUIntBE(cursor.at, size);
  cursor.at += size;
  return value;
}

/** A view, not a copy. */
export function readBytes(cursor: Cursor, count: number): Buffer {
  if (cursor.failed || cursor.at + count > cursor.bytes.length) {
    cursor.failed = true;
    return nothing;
  }
  cursor.at += count;
  return cursor.bytes.subarray(cursor.at - count, cursor.at);
}

/** A vector of TLS with its length of `lengthSize` bytes before it (RFC 8446 section 3.4); a view, not a copy. */
export function readVector(cursor: Cursor, lengthSize: number): Buffer {
  return readBytes(cursor, readNumber(cursor, lengthSize));
}

/** The numbers of a vector of numbers, at most `most` of them. */
export function readNumbers(vector: Buffer, size: number, most: number): number[] {
  const numbers: number[] = [];
  for (let at = 0; at + size <= vector.length && numbers.length < most; at += size) {
    numbers.push(vector.readUIntBE(at, size));
  }
  return numbers;
}
