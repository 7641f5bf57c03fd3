import { expect, it } from 'vitest';
import { createCapture, type Datagram } from './capture.ts';
import { readBlocks, readOptions, type Block } from './read-capture.ts';

const data = (length: number): Buffer => {
  const header = Buffer.from([23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0, length >> 8, length & 0xff]);
  return Buffer.concat([header, Buffer.alloc(length, 7)]);
};
const hello = Buffer.from([22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
const stun = Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

const datagram = (changes: Partial<Datagram>): Datagram => ({
  from: 'client',
  path: 0,
  packet: 1,
  bytes: hello,
  atMs: 1_800_000_000_000.25,
  delivered: true,
  source: '172.18.0.2:40000',
  destination: '172.18.0.3:50000',
  note: null,
  ...changes,
});

const end = { comment: 'cell: data-channel-echo', keyLog: [] };

const write = (datagrams: readonly Partial<Datagram>[], keyLog: readonly string[] = []): Block[] => {
  const capture = createCapture();
  for (const changes of datagrams) capture.take(datagram(changes));
  return readBlocks(Buffer.concat(capture.finish({ ...end, keyLog })));
};

const packetsOf = (blocks: readonly Block[]): Buffer[] => {
  return blocks.filter(({ type }) => type === 6).map(({ body }) => body.subarray(20, 20 + body.readUInt32LE(12)));
};
const commentsOf = ({ options }: Block): string[] => {
  return options.filter(([code]) => code === 1).map(([, value]) => value.toString());
};
const portsOf = (packet: Buffer): [number, number] => [packet.readUInt16BE(20), packet.readUInt16BE(22)];

/** The sum of 16-bit words with carry: 0xffff where a checksum is right (RFC 1071). */
const sum = (bytes: Buffer): number => {
  let total = 0;
  for (let at = 0; at < bytes.length; at += 2) total += ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
};

it('writes section, interfaces, names, keys and packets, in an order in which they can be used', () => {
  const blocks = write(
    [{}, { delivered: false }],
    ['CLIENT_RANDOM aa bb', 'CLIENT_RANDOM aa bb', 'CLIENT_RANDOM cc dd'],
  );
  expect(blocks.map(({ type }) => type)).toEqual([0x0a0d0d0a, 1, 1, 4, 10, 6, 6]);
  const [section, delivered, dropped, names, keys] = blocks;
  expect(section?.body.readUInt32LE(0)).toBe(0x1a2b3c4d);
  expect(section && commentsOf(section)[0]).toContain('cell: data-channel-echo\n');
  expect(delivered?.body.readUInt16LE(0)).toBe(101);
  expect(new Map(delivered?.options).get(2)?.toString()).toBe('delivered');
  expect(new Map(delivered?.options).get(9)).toEqual(Buffer.from([6]));
  expect(new Map(dropped?.options).get(2)?.toString()).toBe('dropped');
  expect(readOptions(names?.body ?? Buffer.alloc(0)).map(([, record]) => record.toString('latin1'))).toEqual([
    '\x0a\x00\x00\x01client\0',
    '\x0a\x00\x00\x02server\0',
  ]);
  expect(keys?.body.readUInt32LE(0)).toBe(0x544c534b);
  expect(keys?.body.subarray(8, 8 + keys.body.readUInt32LE(4)).toString()).toBe(
    'CLIENT_RANDOM aa bb\nCLIENT_RANDOM cc dd\n',
  );
});

it('writes no secrets where no peer gave keys', () => {
  expect(write([{}]).map(({ type }) => type)).not.toContain(10);
});

it('tells of a packet when it was, where it went, and what the link did', () => {
  const [block] = write([{ from: 'server', delivered: false, destination: '', note: 'dropped by rule: loss' }]).slice(
    -1,
  );
  if (block === undefined) throw new Error('no packet');
  expect(block.body.readUInt32LE(0)).toBe(1);
  expect(block.body.readUInt32LE(4) * 2 ** 32 + block.body.readUInt32LE(8)).toBe(1_800_000_000_000_250);
  expect(commentsOf(block)).toEqual(['172.18.0.2:40000 -> nowhere', 'dropped by rule: loss']);
  expect(new Map(block.options).get(2)).toEqual(Buffer.from([1, 0, 0, 0]));
});

it.each([0, 1, 20, 1200, 65_507])('wraps %i bytes in headers with right checksums', (length) => {
  const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 7) & 0xff));
  const [packet] = packetsOf(write([{ bytes }]));
  if (packet === undefined) throw new Error('no packet');
  expect(packet).toHaveLength(28 + length);
  expect(packet.readUInt16BE(2)).toBe(28 + length);
  expect(packet.readUInt16BE(24)).toBe(8 + length);
  expect(packet.subarray(28)).toEqual(bytes);
  expect(sum(packet.subarray(0, 20))).toBe(0xffff);
  const pseudo = Buffer.concat([packet.subarray(12, 20), Buffer.from([0, 17]), packet.subarray(24, 26)]);
  expect(sum(Buffer.concat([pseudo, packet.subarray(20)]))).toBe(0xffff);
});

it('gives the port that means SCTP to the side that sends application data first', () => {
  for (const [first, client, server] of [
    ['client', 9899, 5868],
    ['server', 5868, 9899],
  ] as const) {
    const other = first === 'client' ? 'server' : 'client';
    const late = [
      { bytes: Buffer.concat([hello, data(3)]), from: first },
      { bytes: data(3), from: other },
    ] as const;
    const packets = packetsOf(write([{ bytes: hello }, { bytes: stun }, ...late]));
    expect(packets.slice(0, 2).map(portsOf)).toEqual([
      [client, server],
      [3478, 3478],
    ]);
  }
});

it('keeps the paths of a cell apart by their addresses', () => {
  const blocks = write([{ path: 0 }, { path: 258 }]);
  expect(packetsOf(blocks).map((packet) => packet.subarray(12, 20).join('.'))).toEqual([
    '10.0.0.1.10.0.0.2',
    '10.1.2.1.10.1.2.2',
  ]);
});

it('keeps what it took when the caller uses its buffer again', () => {
  const capture = createCapture();
  const bytes = Buffer.from(stun);
  capture.take(datagram({ bytes }));
  bytes.fill(0);
  expect(packetsOf(readBlocks(Buffer.concat(capture.finish(end))))[0]?.subarray(28)).toEqual(stun);
});

it('leaves out application data beyond the limit, goes on with the rest, and says so', () => {
  const capture = createCapture({ limitBytes: 10_000, signallingLimitBytes: 10_000 });
  for (let count = 0; count < 1000; count += 1) capture.take(datagram({ bytes: data(1000) }));
  capture.take(datagram({ bytes: stun }));
  capture.take(datagram({ bytes: hello }));
  const blocks = readBlocks(Buffer.concat(capture.finish(end)));
  expect(packetsOf(blocks)).toHaveLength(8 + 2);
  const [section] = blocks;
  expect(section && commentsOf(section)[0]).toContain(
    'Left out: 992 datagrams of application data or media, 1004896 bytes, beyond the limit of 10000 bytes.',
  );
});

it('is bounded against floods of what is no application data, too, down to empty datagrams', () => {
  const capture = createCapture({ signallingLimitBytes: 100_000 });
  for (let count = 0; count < 100_000; count += 1) capture.take(datagram({ bytes: Buffer.alloc(0) }));
  const blocks = readBlocks(Buffer.concat(capture.finish(end)));
  expect(packetsOf(blocks)).toHaveLength(781);
  expect(blocks[0] && commentsOf(blocks[0])[0]).toContain('Left out: 99219 other datagrams, 0 bytes');
});

it('cuts a comment that is longer than an option can be', () => {
  const [block] = write([{ note: 'é'.repeat(60_000) }]).slice(-1);
  expect(block?.options[1]?.[1].length).toBeLessThanOrEqual(65_535);
});

it('tells the frame of each packet that is asked for, of its original where there are copies', () => {
  const capture = createCapture({ limitBytes: 1_000 });
  capture.take(datagram({ packet: 1 }));
  capture.take(datagram({ path: 1, packet: 1 }));
  capture.take(datagram({ packet: 2 }));
  capture.take(datagram({ packet: 2, note: 'a copy' }));
  capture.take(datagram({ packet: 3, bytes: data(2_000) }));
  capture.take(datagram({ packet: 4 }));
  expect(capture.findFrames(0, new Set([1, 2, 3, 4, 9]))).toEqual({ 1: 1, 2: 3, 4: 5 });
  expect(capture.findFrames(1, new Set([1, 2]))).toEqual({ 1: 2 });
  expect(capture.frames()).toBe(5);
  const frames = readBlocks(Buffer.concat(capture.finish(end))).filter(({ type }) => type === 6);
  expect(frames).toHaveLength(5);
});
