import { describe, expect, it } from 'vitest';
import * as build from '../../../test/fixtures/packets/build-dtls.ts';
import { captures, readCapture } from '../../../test/fixtures/packets/read-capture.ts';
import { checkWire } from '../../judge/wire-rule.ts';
import { explainWire } from '../../judge/explain-wire.ts';
import { createObserver } from './observer.ts';

/** The same numbers for the same seed (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** More than any honest path needs: lists are bounded, and so is what they hold. */
const MOST_EVIDENCE = 256 * 1024;

/** Also as a judge would use it: no evidence whatever may make a rule throw. */
function sizeOf(observer: ReturnType<typeof createObserver>): number {
  const evidence = observer.summary();
  const fingerprints = { client: ['sha-256 AA'], server: ['nonsense', ''] };
  checkWire(evidence, { client: 'connected', server: 'connected', data: true, fingerprints });
  explainWire(evidence, fingerprints);
  return JSON.stringify(evidence).length;
}

describe('hostile peers', () => {
  const packets = captures.flatMap((name) => readCapture(name).packets);

  it('may cut packets off anywhere', () => {
    const observer = createObserver();
    for (const packet of packets) {
      for (let end = 0; end <= packet.bytes.length; end += 1) {
        observer.take({ ...packet, bytes: packet.bytes.subarray(0, end) });
      }
    }
    expect(sizeOf(observer)).toBeLessThan(MOST_EVIDENCE);
  });

  it('may change any bytes, 10,000 times', () => {
    const random = seeded(20);
    const observer = createObserver();
    for (let round = 0; round < 10_000; round += 1) {
      const packet = packets[random(packets.length)];
      if (packet === undefined) continue;
      const bytes = Buffer.from(packet.bytes);
      for (let change = random(6); change >= 0; change -= 1) bytes[random(Math.min(bytes.length, 80))] = random(256);
      observer.take({ ...packet, bytes, atMs: round, delivered: random(4) > 0 });
    }
    expect(sizeOf(observer)).toBeLessThan(MOST_EVIDENCE);
  });

  it('may send junk of every first byte and size', () => {
    const random = seeded(21);
    const observer = createObserver();
    for (let round = 0; round < 5_000; round += 1) {
      const bytes = Buffer.from(Array.from({ length: random(60) }, () => random(256)));
      if (bytes.length > 0) bytes[0] = round % 256;
      observer.take({ from: 'client', bytes, atMs: round, delivered: true });
    }
    observer.take({ from: 'client', bytes: Buffer.alloc(65_507, 22), atMs: 1, delivered: true });
    expect(sizeOf(observer)).toBeLessThan(MOST_EVIDENCE);
  });

  it('may begin ever new messages, fragments, certificates, alerts and credentials', () => {
    const observer = createObserver();
    const body = Buffer.alloc(30_000, 1);
    for (let round = 0; round < 3_000; round += 1) {
      const der = Buffer.alloc(7_000, round);
      der.writeUInt32BE(round, 0);
      const datagrams = [
        build.handshake(11, round, body, 0, 1),
        build.handshake(round % 256, round, Buffer.alloc(3)),
        build.record(21, 0, Buffer.from([2, round % 256])),
        ...(round % 30 === 0 ? [build.handshake(11, 1, build.certificate(der))] : []),
      ];
      for (const bytes of datagrams) observer.take({ from: 'server', bytes, atMs: round, delivered: true });
      observer.setCredentials('client', `u${round}`, 'p');
    }
    const { dtls } = observer.summary();
    expect(dtls.messages).toHaveLength(64);
    expect(dtls.messagesDropped).toBeGreaterThan(0);
    expect(dtls.alerts).toHaveLength(32);
    expect(dtls.sides.server).toMatchObject({ certificates: { length: 4 }, certificatesDropped: 96 });
    expect(sizeOf(observer)).toBeLessThan(MOST_EVIDENCE);
  });
});
