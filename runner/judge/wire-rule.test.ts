import { describe, expect, it } from 'vitest';
import * as build from '../../test/fixtures/packets/build-dtls.ts';
import { readCapture } from '../../test/fixtures/packets/read-capture.ts';
import type { TakenPacket } from '../link/evidence/marks.ts';
import { createObserver } from '../link/evidence/observer.ts';
import type { Side } from '../link/evidence/path-evidence.ts';
import { emptyRecord, readRecord } from '../link/packets/dtls-records.ts';
import { checkWire, type WireClaims, type WireObjection } from './wire-rule.ts';

const capture = readCapture('pion-aiortc');
const both: WireClaims = {
  client: 'connected',
  server: 'connected',
  data: true,
  fingerprints: { client: [], server: [] },
};
const clientOnly: WireClaims = { ...both, server: 'none' };

function check(packets: readonly TakenPacket[], claims: WireClaims): WireObjection | null {
  const observer = createObserver();
  for (const packet of packets) observer.take(packet);
  return checkWire(observer.summary(), claims);
}

function sent(from: Side, ...datagrams: readonly Buffer[]): TakenPacket[] {
  return datagrams.map((bytes) => ({ from, bytes, atMs: 5, delivered: true }));
}

/** The content type of the datagram's first record, and its epoch. */
const isRecord = ({ bytes }: TakenPacket, type: number, epoch: number): boolean =>
  bytes[0] === type && bytes.readUInt16BE(3) === epoch;
const isData = ({ bytes }: TakenPacket): boolean => bytes[0] === 23;
const isDtls = ({ bytes }: TakenPacket): boolean => (bytes[0] ?? 0) >= 20;

/** Datagrams of one side without the records that `leave` names by content type and epoch. */
function without(
  packets: readonly TakenPacket[],
  side: Side,
  leave: (type: number, epoch: number) => boolean,
): TakenPacket[] {
  const record = emptyRecord();
  return packets.flatMap((packet) => {
    if (packet.from !== side || !isDtls(packet)) return [packet];
    const kept: Buffer[] = [];
    for (let at = 0; at < packet.bytes.length && readRecord(packet.bytes, at, record) === null; at = record.end) {
      if (!leave(record.type, record.epoch)) kept.push(packet.bytes.subarray(at, record.end));
    }
    return kept.length === 0 ? [] : [{ ...packet, bytes: Buffer.concat(kept) }];
  });
}

describe('checkWire', () => {
  const { packets } = capture;

  it('asks nothing of a side that claims nothing', () => {
    expect(check([], { ...both, client: 'none', server: 'none' })).toBeNull();
  });

  it.each<[string, readonly TakenPacket[], WireClaims, Side | null, string]>([
    ['an empty path', [], both, null, 'both said connected, but no packet crossed the path'],
    ['an empty path', [], clientOnly, 'client', 'client: said connected, but no packet left it'],
    [
      'STUN alone',
      packets.filter((packet) => !isDtls(packet)),
      clientOnly,
      'client',
      'client: said connected, but no DTLS record left it',
    ],
    [
      'a client without DTLS',
      packets.filter((packet) => !isDtls(packet) || packet.from === 'server'),
      both,
      'client',
      'both said connected, but no DTLS record left client',
    ],
    [
      'no ChangeCipherSpec of the client',
      without(packets, 'client', (type) => type === 20),
      both,
      'client',
      'both said connected, but client never sent ChangeCipherSpec (RFC 6347 section 4.1)',
    ],
    [
      'no ChangeCipherSpec of the server',
      without(packets, 'server', (type) => type === 20),
      clientOnly,
      'client',
      'client: said connected, but server never sent ChangeCipherSpec (RFC 6347 section 4.1)',
    ],
    [
      'no Finished of the server',
      without(packets, 'server', (type, epoch) => type === 22 && epoch > 0),
      clientOnly,
      'client',
      'client: said connected, but server never sent Finished (RFC 5246 section 7.4.9)',
    ],
    [
      'a Finished that never came',
      packets.map((packet) => ({ ...packet, delivered: packet.from !== 'client' || !isRecord(packet, 20, 0) })),
      { ...clientOnly, client: 'none', server: 'connected' },
      'server',
      'server: said connected, but no Finished of client came to server (RFC 5246 section 7.4.9)',
    ],
    [
      'no data of the client',
      packets.filter((packet) => !isData(packet) || packet.from === 'server'),
      clientOnly,
      'client',
      'client said that data went both ways, but client sent no application data (RFC 8261 section 3)',
    ],
    [
      'no data of the server',
      packets.filter((packet) => !isData(packet) || packet.from === 'client'),
      both,
      null,
      'both said that data went both ways, but server sent no application data (RFC 8261 section 3)',
    ],
    [
      'data of the server that was dropped',
      packets.map((packet) => ({ ...packet, delivered: !isData(packet) || packet.from === 'client' })),
      clientOnly,
      'client',
      'client said that data went both ways, but none of the application data of server was passed on (RFC 8261 section 3)',
    ],
  ])('objects to %s', (_, seen, claims, side, reason) => {
    expect(check(seen, claims)).toMatchObject({ side, reason });
  });

  it('names the alert with which a side gave up', () => {
    const failed = readCapture('pion-aiortc-wrong-answer').packets;
    expect(check(failed, clientOnly)).toEqual({
      side: 'client',
      stage: 'DTLS',
      reason:
        'client: said connected, but client sent the fatal alert bad_certificate (RFC 5246 section 7.2.2), and client never sent ChangeCipherSpec (RFC 6347 section 4.1)',
      packet: null,
    });
  });

  it('takes any of several fingerprints, and one of an unknown hash, for right (RFC 8122 section 5)', () => {
    const { server } = capture;
    const wrong = `sha-256 ${'00:'.repeat(31)}00`;
    const given = (...values: readonly string[]): WireClaims => ({
      ...both,
      fingerprints: { client: [], server: values },
    });
    expect(check(packets, given(wrong))).not.toBeNull();
    expect(check(packets, given(`sha-512 ${'00:'.repeat(63)}00`))).not.toBeNull();
    expect(check(packets, given(wrong, server.fingerprint))).toBeNull();
    expect(check(packets, given(server.fingerprint.toLowerCase()))).toBeNull();
    expect(check(packets, given('sha-3000 00'))).toBeNull();
  });

  it('demands of DTLS 1.3 no ChangeCipherSpec, but its encrypted handshake (RFC 8446 section 4.4.4)', () => {
    const hello = build.handshake(2, 0, build.serverHello({ suites: [0x1301], extensions: [build.chosenDtls13] }));
    const flights = [
      ...sent('client', build.handshake(1, 0, build.clientHello({}))),
      ...sent('server', hello, build.unified(2, Buffer.alloc(300))),
      ...sent('client', build.unified(2, Buffer.alloc(300))),
      ...sent('server', build.unified(3, Buffer.alloc(30))),
      ...sent('client', build.unified(3, Buffer.alloc(30))),
    ];
    expect(check(flights, both)).toBeNull();
    expect(check(flights.slice(0, 3), clientOnly)?.reason).toBe(
      'client: said connected, but client never sent Finished (RFC 8446 section 4.4.4)',
    );
    expect(check(flights.slice(0, 5), both)?.reason).toBe(
      'both said that data went both ways, but client sent no application data (RFC 8261 section 3)',
    );
  });

  it('is not silenced by a record that comes before any hello', () => {
    const early = sent('client', build.record(23, 1, Buffer.alloc(40)));
    expect(check(early, clientOnly)).toMatchObject({
      side: 'client',
      reason: 'client: said connected, but client sent neither ClientHello nor ServerHello (RFC 6347 section 4.2.4)',
    });
    const unfinished = without(packets, 'client', (type, epoch) => type === 20 || epoch > 0);
    expect(check([...early, ...unfinished], clientOnly)?.reason).toBe(
      'client: said connected, but client never sent ChangeCipherSpec (RFC 6347 section 4.1)',
    );
    // Where another offer began it, only what both keep sending is its continuation.
    expect(check(early, { ...clientOnly, begunElsewhere: true })).not.toBeNull();
  });

  it('objects to a side that was never shown the certificate which it had to compare (RFC 8122 section 6.2)', () => {
    // The DTLS client, which is the server here, has its Certificate in a datagram of its own.
    const pair = readCapture('aiortc-sipsorcery').packets;
    const isCertificate = (packet: TakenPacket): boolean => isRecord(packet, 22, 0) && packet.bytes[13] === 11;
    const hidden = pair.filter((packet) => packet.from === 'client' || !isCertificate(packet));
    expect(hidden).toHaveLength(pair.length - 1);
    expect(check(hidden, both)).toEqual({
      side: 'client',
      stage: 'DTLS',
      reason: 'client: said connected, although server showed no certificate (RFC 8122 section 6.2)',
      packet: null,
    });
    expect(check(hidden, { ...both, client: 'none' })).toBeNull();
    const empty = hidden.flatMap((packet) =>
      packet === hidden.find(({ from, bytes }) => from === 'server' && bytes[0] === 22 && bytes[13] === 16)
        ? [...sent('server', build.handshake(11, 1, build.vector(3))), packet]
        : [packet],
    );
    expect(check(empty, both)?.reason).toBe(
      'client: said connected, although server showed an empty list of certificates (RFC 8122 section 6.2)',
    );
  });

  it('takes both in the role of the DTLS client for no handshake', () => {
    const hello = build.handshake(1, 0, build.clientHello({}));
    expect(check([...sent('client', hello), ...sent('server', hello)], both)?.side).toBeNull();
  });
});
