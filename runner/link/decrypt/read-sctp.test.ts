import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readKeyed, type KeyedCapture } from '../../../test/fixtures/packets/read-keyed.ts';
import { createObserver } from '../evidence/observer.ts';
import type { Side } from '../evidence/path-evidence.ts';
import type { SctpEvidence } from '../evidence/sctp-evidence.ts';
import { readKeyLog } from './dtls12.ts';
import { readSctp } from './read-sctp.ts';
import { readChunks } from './sctp.ts';

function read({ keyLog, packets }: KeyedCapture): SctpEvidence | null {
  const observer = createObserver();
  const kept = packets.map((taken) => ({ ...taken, packet: observer.take(taken) }));
  return readSctp(observer.summary().dtls, readKeyLog(keyLog), kept);
}

const real = readKeyed('werift-libwebrtc');

describe('a real pair and its key', () => {
  it('shows INITs and channels, by what each side sent', () => {
    const seen = read(real);
    expect(seen?.client.init).toMatchObject({ extensions: [192, 130], forwardTsn: true, outboundStreams: 65535 });
    expect(seen?.server.initAck).toMatchObject({ extensions: [130, 192] });
    expect(
      seen?.client.opens.map(({ stream, labelBytes, messageBytes }) => [stream, labelBytes, messageBytes]),
    ).toEqual([
      [1, 4, 16],
      [3, 0, 12],
      [5, 4, 16],
      [7, 4, 17],
    ]);
    expect(seen?.server).toMatchObject({ opens: [], ppids: { 50: 4 }, unorderedDcep: null });
  });
  it('counts a retransmission once', () => {
    const twice = { ...real, packets: real.packets.flatMap((packet) => [packet, packet]) };
    expect(read(twice)?.client.ppids).toEqual(read(real)?.client.ppids);
    expect(read(twice)?.client.opens).toHaveLength(4);
  });
  it('reads no more of a side than is worth the time', () => {
    const many = Array.from({ length: 20 }, () => real.packets).flat();
    expect(read({ ...real, packets: many })?.client.packets).toBe(32);
  });
  it.each([
    ['aiortc-pion', 'AES-128-GCM'],
    ['pion-libdatachannel', 'AES-256-GCM'],
    ['aiortc-libdatachannel', 'ChaCha20-Poly1305'],
  ])('opens the records of %s: %s', (name) => {
    expect(read(readKeyed(name))?.client.ppids).toEqual({ 50: 1, 51: 1, 56: 1, 57: 1 });
  });
});

describe('what says nothing', () => {
  it('is a pair without its key, or with another', () => {
    expect(read({ ...real, keyLog: [] })).toBeNull();
    expect(read({ ...real, keyLog: readKeyed('aiortc-pion').keyLog })).toBeNull();
    expect(read({ ...real, keyLog: ['CLIENT_RANDOM 00 11', 'rubbish', ''] })).toBeNull();
    const wrong = real.keyLog.map((line) => line.slice(0, -1) + (line.endsWith('0') ? '1' : '0'));
    expect(read({ ...real, keyLog: wrong })?.client).toMatchObject({ packets: 0, init: null, opens: [] });
  });
  it('is what the link dropped, and a side that played both roles', () => {
    const dropped = real.packets.map((packet) => ({ ...packet, delivered: packet.bytes[0] !== 23 }));
    expect(read({ ...real, packets: dropped })?.client.packets).toBe(0);
    const other = (side: Side): Side => (side === 'client' ? 'server' : 'client');
    const swapped = real.packets.map((packet) => ({ ...packet, from: other(packet.from) }));
    expect(read({ ...real, packets: [...real.packets, ...swapped] })).toBeNull();
  });
});

describe('hostile bytes', () => {
  it('never throw, cut off or changed on the wire', () => {
    const altered = real.packets.flatMap(({ bytes, ...rest }) =>
      [1, 13, 14, 30, bytes.length - 1].map((length) => ({ ...rest, bytes: bytes.subarray(0, length) })),
    );
    expect(() => read({ ...real, packets: [...real.packets, ...altered] })).not.toThrow();
    const flipped = real.packets.map(({ bytes, ...rest }) => {
      const copy = Buffer.from(bytes);
      if (copy[0] === 23) copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
      return { ...rest, bytes: copy };
    });
    expect(read({ ...real, packets: flipped })?.client.packets).toBe(0);
  });
  it('never throw as an SCTP packet', () => {
    const init = Buffer.from(`${'00'.repeat(12)}01000018${'00'.repeat(16)}c0000004`, 'hex');
    expect(readChunks(init)).toMatchObject([{ kind: 'init', forwardTsn: true }]);
    for (let length = 0; length < init.length; length += 1) expect(readChunks(init.subarray(0, length))).toEqual([]);
    for (let round = 0; round < 200; round += 1) expect(() => readChunks(randomBytes(round))).not.toThrow();
    const listCutOff = Buffer.from(init);
    listCutOff.writeUInt16BE(8, 34);
    expect(readChunks(listCutOff)).toEqual([]);
  });
});

it('takes every extension that an INIT lists', () => {
  const types = Array.from({ length: 255 }, (_, type) => type);
  const listed = Buffer.concat([Buffer.from([0x80, 0x08, 1, 3]), Buffer.from(types), Buffer.alloc(1)]);
  const init = Buffer.alloc(20);
  init.writeUInt8(1, 0);
  init.writeUInt16BE(init.length + listed.length, 2);
  const [chunk] = readChunks(Buffer.concat([Buffer.alloc(12), init, listed]));
  expect(chunk).toMatchObject({ kind: 'init', extensions: types });
});
