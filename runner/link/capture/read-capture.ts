/** Takes a pcapng file apart, as small as the tests need it: little-endian, one section. Throws where it is malformed. */

export interface Block {
  readonly type: number;
  /** Without type, lengths and options. */
  readonly body: Buffer;
  /** By code, in their order. */
  readonly options: readonly (readonly [code: number, value: Buffer])[];
}

/** How long a body is before its options, by block type. */
const fixedLengths = new Map([
  [0x0a0d0d0a, 16],
  [1, 8],
]);

export function readBlocks(file: Buffer): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < file.length;) {
    const type = file.readUInt32LE(at);
    const length = file.readUInt32LE(at + 4);
    if (length % 4 !== 0 || file.readUInt32LE(at + length - 4) !== length) throw new Error(`lengths of block at ${at}`);
    const content = file.subarray(at + 8, at + length - 4);
    const end = endOfBody(type, content);
    blocks.push({ type, body: content.subarray(0, end), options: readOptions(content.subarray(end)) });
    at += length;
  }
  return blocks;
}

function endOfBody(type: number, content: Buffer): number {
  if (type === 6) return 20 + Math.ceil(content.readUInt32LE(12) / 4) * 4;
  return fixedLengths.get(type) ?? content.length;
}

export function readOptions(bytes: Buffer): [number, Buffer][] {
  const options: [number, Buffer][] = [];
  for (let at = 0; at < bytes.length;) {
    const code = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    if (code === 0) {
      if (at + 4 !== bytes.length) throw new Error(`${bytes.length - at - 4} bytes after the end of the options`);
      return options;
    }
    options.push([code, bytes.subarray(at + 4, at + 4 + length)]);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  if (options.length > 0) throw new Error('the options have no end');
  return options;
}
