/** Packets made by hand, as small as they may be, for the tests of this folder. */

/** A DTLS 1.2 record (RFC 6347 section 4.1). */
function record(type: number, epoch: number, content: readonly number[]): Buffer {
  return Buffer.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 0, 0, content.length, ...content]);
}

/** A handshake message of two bytes in clear; `fragmentAt` 0 or 1: one byte of it. */
export function handshake(type: number, sequence: number, fragmentAt: number | null = null): Buffer {
  const number = [sequence >> 8, sequence & 0xff];
  const fragment = fragmentAt === null ? [0, 0, 0, 0, 0, 2, 7, 7] : [0, 0, fragmentAt, 0, 0, 1, 7];
  return record(22, 0, [type, 0, 0, 2, ...number, ...fragment]);
}

export const changeCipherSpec = record(20, 0, [1]);
export const finished = record(22, 1, [9, 9, 9]);
export const alert = record(21, 1, [9, 9]);

export function applicationData(length: number): Buffer {
  return record(23, 1, new Array<number>(length).fill(9));
}

/** A header alone (RFC 8489 section 5). */
export function stun(type: number): Buffer {
  return Buffer.from([type >> 8, type & 0xff, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...new Array<number>(12).fill(3)]);
}
