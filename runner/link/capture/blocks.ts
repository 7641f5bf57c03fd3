/** The blocks of a pcapng file (draft-ietf-opsawg-pcapng), each as the bytes of one block. Little-endian throughout. */

export interface InterfaceDescription {
  readonly name: string;
  readonly description: string;
}

export interface PacketBlock {
  /** The number of its Interface Description in the file, from 0. */
  readonly interface: number;
  /** Microseconds since 1970. */
  readonly atMicros: number;
  readonly direction: 'inbound' | 'outbound';
  readonly comments: readonly string[];
  readonly bytes: Uint8Array;
}

interface Option {
  readonly code: number;
  /** A text is written as UTF-8. */
  readonly value: Uint8Array | string;
}

/** Data that begins with an IPv4 or IPv6 header. */
const linkTypeRaw = 101;
const tlsKeyLog = 0x544c534b;
/** An option's length has 16 bits. */
const maxOptionBytes = 65_535;

/** The value of epb_flags. */
const directions = { inbound: Uint8Array.of(1, 0, 0, 0), outbound: Uint8Array.of(2, 0, 0, 0) } as const;

export function writeSectionHeader(comment: string, application: string): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(0x1a2b3c4d, 0); // Tells readers the byte order.
  body.writeUInt16LE(1, 4);
  body.writeBigInt64LE(-1n, 8); // The section's length is not told.
  return writeBlock(0x0a0d0d0a, [body], [text(1, comment), text(4, application)]);
}

export function writeInterface({ name, description }: InterfaceDescription): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(linkTypeRaw, 0);
  // The snapshot length stays 0: packets are kept whole. if_tsresol 6: microseconds.
  return writeBlock(1, [body], [text(2, name), text(3, description), { code: 9, value: Uint8Array.of(6) }]);
}

/** `lines` are those of a key log file (RFC 9850), without line ends. Has to come before the packets that they decrypt. */
export function writeKeyLog(lines: readonly string[]): Buffer {
  const secrets = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(tlsKeyLog, 0);
  head.writeUInt32LE(secrets.length, 4);
  return writeBlock(10, [head, secrets], []);
}

export function writeNames(names: readonly { readonly address: readonly number[]; readonly name: string }[]): Buffer {
  const records = names.map(({ address, name }) => {
    const value = Buffer.concat([Uint8Array.from(address), Buffer.from(`${name}\0`)]);
    const record = Buffer.alloc(4 + pad(value.length));
    putOption(record, 0, { code: 1, value });
    return record;
  });
  return writeBlock(4, [...records, Buffer.alloc(4)], []);
}

export function writePacket(packet: PacketBlock): Buffer {
  const { bytes, atMicros, direction, comments } = packet;
  const head = Buffer.alloc(20);
  head.writeUInt32LE(packet.interface, 0);
  head.writeUInt32LE(Math.floor(atMicros / 0x1_0000_0000), 4);
  head.writeUInt32LE(atMicros % 0x1_0000_0000, 8);
  head.writeUInt32LE(bytes.length, 12);
  head.writeUInt32LE(bytes.length, 16);
  const flags: Option = { code: 2, value: directions[direction] };
  return writeBlock(6, [head, bytes], [...comments.map((comment) => text(1, comment)), flags]);
}

/** @param body one after another; filled up to a multiple of 4 */
function writeBlock(type: number, body: readonly Uint8Array[], options: readonly Option[]): Buffer {
  const present = options.filter(({ value }) => value.length > 0);
  const bodyLength = pad(body.reduce((sum, { length }) => sum + length, 0));
  const optionLengths = present.map(({ value }) => 4 + pad(lengthOf(value)));
  const endOfOptions = present.length === 0 ? 0 : 4;
  const length = 12 + bodyLength + endOfOptions + optionLengths.reduce((sum, one) => sum + one, 0);
  const block = Buffer.alloc(length);
  block.writeUInt32LE(type, 0);
  block.writeUInt32LE(length, 4);
  let at = 8;
  for (const part of body) {
    block.set(part, at);
    at += part.length;
  }
  at = 8 + bodyLength;
  for (const [index, option] of present.entries()) {
    putOption(block, at, option);
    at += optionLengths[index] ?? 0;
  }
  block.writeUInt32LE(length, length - 4);
  return block;
}

function putOption(target: Buffer, at: number, { code, value }: Option): void {
  const length = lengthOf(value);
  target.writeUInt16LE(code, at);
  target.writeUInt16LE(length, at + 2);
  if (typeof value === 'string') target.write(value, at + 4, length);
  else target.set(value, at + 4);
}

function lengthOf(value: Uint8Array | string): number {
  return Math.min(typeof value === 'string' ? Buffer.byteLength(value) : value.length, maxOptionBytes);
}

function text(code: number, value: string): Option {
  return { code, value };
}

function pad(length: number): number {
  return Math.ceil(length / 4) * 4;
}
