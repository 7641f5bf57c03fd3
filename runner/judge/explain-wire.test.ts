import { describe, expect, it } from 'vitest';
import * as build from '../../test/fixtures/packets/build-dtls.ts';
import { captures, readCapture, type Capture } from '../../test/fixtures/packets/read-capture.ts';
import type { TakenPacket } from '../link/evidence/marks.ts';
import { createObserver } from '../link/evidence/observer.ts';
import type { Fingerprints } from './wire-rule-fingerprint.ts';
import { explainWire } from './explain-wire.ts';
import type { WireExplanation } from './explain-wire-words.ts';

const capture = readCapture('pion-aiortc');

function explain(
  packets: readonly TakenPacket[],
  { client, server }: Capture = capture,
  described: Fingerprints | null = null,
): WireExplanation | null {
  const observer = createObserver();
  observer.setCredentials('client', client.ufrag, client.pwd);
  observer.setCredentials('server', server.ufrag, server.pwd);
  for (const packet of packets) observer.take(packet);
  return explainWire(observer.summary(), described);
}

/** As a stack does that gets no answer. */
function again(packets: readonly TakenPacket[], times: number): TakenPacket[] {
  return Array.from({ length: times }, (_, round) =>
    packets.map((packet) => ({ ...packet, atMs: packet.atMs + round * 1_000 })),
  ).flat();
}

const type = ({ bytes }: TakenPacket): number => bytes[0] ?? 0;
const isStun = (packet: TakenPacket): boolean => type(packet) < 4;
/** HandshakeType of the first message in clear. */
const message = (packet: TakenPacket): number =>
  type(packet) === 22 && packet.bytes.readUInt16BE(3) === 0 ? (packet.bytes[13] ?? 0) : -1;
const requests = capture.packets.filter((packet) => isStun(packet) && packet.bytes.readUInt16BE(0) === 1);

describe('explainWire', () => {
  it.each(captures)('has nothing to say about %s, which went well, at no point but the last', (name) => {
    const pair = readCapture(name);
    const described = { client: [pair.client.fingerprint], server: [pair.server.fingerprint] };
    expect(explain(pair.packets, pair, described)).toBeNull();
    // Nobody has stopped answering just because nobody has answered yet.
    for (const [length] of pair.packets.entries())
      expect(explain(pair.packets.slice(0, length), pair, described)?.side ?? null).toBeNull();
  });

  it('names the side whose certificate is not the one that it described, not the one that refuses it', () => {
    const refused = readCapture('pion-aiortc-wrong-answer');
    const described = { client: [refused.client.fingerprint], server: [`sha-256 ${'00:'.repeat(31)}00`] };
    expect(explain(refused.packets, refused)).toMatchObject({ side: 'client' });
    const explanation = explain(refused.packets, refused, described);
    expect(explanation).toMatchObject({ side: 'server', stage: 'DTLS' });
    expect(explanation?.reason).toMatch(
      /^the certificate that server showed \(SHA-256 .*\) is not the one of its descr/,
    );
    // Before it was shown nothing is known of it.
    const before = refused.packets.slice(0, (explanation?.packet ?? 0) - 1);
    expect(explain(before, refused, described)?.reason ?? '').not.toContain('certificate');
  });

  it('says that nothing crossed', () => {
    expect(explain([])).toEqual({ side: null, stage: 'ICE', reason: 'no packet crossed the path', packet: null });
  });

  it('names the side that never sent a packet', () => {
    const asked = again(requests.filter(({ from }) => from === 'client').slice(0, 1), 4);
    expect(explain(asked)).toEqual({
      side: 'server',
      stage: 'ICE',
      reason:
        'server never sent a packet, although the link passed it 4 connectivity checks of client within 3.0 s (RFC 8445 section 7.3)',
      packet: 4,
    });
    expect(explain(asked.slice(0, 2))).toBeNull();
    expect(explain(asked.map((packet) => ({ ...packet, delivered: false })))).toBeNull();
  });

  it('names the side whose checks have a wrong integrity', () => {
    const asked = again(requests.filter(({ from }) => from === 'client').slice(0, 1), 4);
    const wrong = { ...capture, server: { ...capture.server, pwd: 'x' } };
    expect(explain(asked, wrong)).toMatchObject({ side: 'client', stage: 'ICE' });
  });

  it('blames nobody for silence where nobody knows whether the checks were right', () => {
    const asked = again(requests.filter(({ from }) => from === 'client').slice(0, 1), 4);
    expect(explain(asked, { ...capture, server: { ...capture.server, ufrag: 'x' } })).toBeNull();
  });

  it('says that ICE was done and nobody began DTLS', () => {
    expect(explain(capture.packets.filter(isStun))).toMatchObject({ side: null, stage: 'DTLS' });
  });

  it.each([
    [
      'pion-aiortc-wrong-answer',
      'client',
      "client sent the fatal alert bad_certificate after server's Finished (RFC 5246 section 7.2.2)",
    ],
    [
      'aiortc-pion-wrong-offer',
      'server',
      "server sent the fatal alert bad_certificate after client's ServerHelloDone (RFC 5246 section 7.2.2)",
    ],
  ])('names the sender of the alert in %s', (name, side, reason) => {
    const { packets } = readCapture(name);
    // The first record is the alert itself: it says so in clear.
    const packet = packets.findIndex((one) => one.from === side && type(one) === 21) + 1;
    expect(explain(packets)).toEqual({ side, stage: 'DTLS', reason, packet });
  });

  describe('a ClientHello that is refused, or not answered', () => {
    const [ECDSA, RSA, SIGNAL] = [0xc02b, 0xc02f, 0x00ff];
    const answered = (suites: readonly number[], name = 40, extensions: readonly Buffer[] = []) => {
      const hello = build.handshake(1, 0, build.clientHello({ suites, extensions }));
      const alert = build.record(21, 0, Buffer.from([2, name]));
      return explain([
        { from: 'server', bytes: hello, atMs: 1, delivered: true },
        { from: 'client', bytes: alert, atMs: 2, delivered: true },
      ]);
    };

    it('is the fault of its sender where it lacks what everybody must support (RFC 8827 section 6.5)', () => {
      for (const name of [40, 71]) {
        const explanation = answered([RSA, SIGNAL], name);
        expect(explanation).toMatchObject({ side: 'server', stage: 'DTLS' });
        expect(explanation?.reason).toMatch(
          /after server's ClientHello .*; that ClientHello does not offer TLS_ECDHE_ECDSA_WITH_AES/,
        );
      }
      const hello = build.handshake(1, 0, build.clientHello({ suites: [RSA] }));
      const silence = again([{ from: 'server', bytes: hello, atMs: 1, delivered: true }], 4);
      expect(explain(silence)).toMatchObject({ side: 'server' });
    });

    it('may be the fault of nobody where it has suites for one kind of certificate: the other may be of the other kind', () => {
      expect(answered([ECDSA, SIGNAL])).toMatchObject({ side: null });
      expect(answered([ECDSA, SIGNAL])?.reason).toMatch(
        /; that ClientHello offers suites for ECDSA certificates alone$/,
      );
    });

    it('is else the fault of whoever refuses it, also for another reason', () => {
      expect(answered([ECDSA, RSA])).toMatchObject({ side: 'client' });
      expect(answered([RSA], 47)).toMatchObject({ side: 'client' });
      const both = build.extension(43, Buffer.from([4, 0xfe, 0xfc, 0xfe, 0xfd]));
      expect(answered([RSA], 40, [both])).toMatchObject({ side: 'client' });
      expect(answered(Array.from({ length: 64 }, () => RSA))).toMatchObject({ side: 'client' });
    });
  });

  it('names who stopped answering, and after what', () => {
    const { packets } = capture;
    const next = packets.findIndex((packet) => packet.from === 'server' && message(packet) === 11);
    const first = packets.findIndex((packet) => message(packet) === 1);
    const hello = packets.slice(first, first + 1);
    expect(explain(again(hello, 4))).toEqual({
      side: 'client',
      stage: 'DTLS',
      reason:
        "client stopped answering: server's ClientHello came to it 4 times within 3.0 s, and client sent no handshake message at all (RFC 6347 section 4.2.4)",
      packet: 4,
    });
    const untilDone = packets.slice(0, next);
    const flight = untilDone.filter(
      (packet) => packet.from === 'client' && message(packet) > 0 && message(packet) !== 3,
    );
    expect(explain([...untilDone, ...again(flight, 3)])).toEqual({
      side: 'server',
      stage: 'DTLS',
      reason:
        "server stopped answering: client's ServerHelloDone came to it 4 times within 2.0 s, and the last new message of server was ClientHello (RFC 6347 section 4.2.4)",
      // The last time that the flight came.
      packet: untilDone.length + 3 * flight.length,
    });
  });

  it('does not blame a side that answers, whose answers the link takes', () => {
    const { packets } = capture;
    const first = packets.findIndex((packet) => message(packet) === 1);
    const [hello, verify] = packets.slice(first, first + 2);
    if (hello === undefined || verify === undefined) throw new Error('the capture has changed');
    expect(explain(again([hello, { ...verify, delivered: false }], 5))).toBeNull();
  });

  it('does not blame a side for a flight of which the link took a part', () => {
    const { packets } = capture;
    const next = packets.findIndex((packet) => packet.from === 'server' && message(packet) === 11);
    const flight = packets
      .slice(0, next)
      .filter((packet) => packet.from === 'client' && message(packet) > 0 && message(packet) !== 3);
    const [taken] = flight;
    if (taken === undefined) throw new Error('the capture has changed');
    const before = packets.slice(0, next);
    expect(explain([...before, ...again(flight, 3)])?.side).toBe('server');
    expect(explain([...before, { ...taken, delivered: false }, ...again(flight, 3)])).toBeNull();
  });

  it('takes a ClientHello of the same number for the answer to a HelloVerifyRequest', () => {
    const hello = build.handshake(1, 0, build.clientHello({}));
    const verify = build.handshake(3, 0, Buffer.alloc(23));
    const taken = (from: 'client' | 'server', bytes: Buffer): TakenPacket => ({
      from,
      bytes,
      atMs: 1,
      delivered: true,
    });
    const round = [taken('client', hello), taken('server', verify)];
    expect(explain([...again(round, 4), taken('client', hello)])?.side ?? null).not.toBe('client');
    expect(explain([...round, ...again(round.slice(1), 4)])?.side).toBe('client');
  });

  it('blames nobody for silence upon what is encrypted: what cannot be decrypted is to be ignored', () => {
    const { packets } = readCapture('aiortc-sipsorcery');
    const finished = packets.findIndex((packet) => type(packet) === 22 && packet.bytes.readUInt16BE(3) === 1);
    const flight = packets.slice(finished, finished + 1);
    expect(explain([...packets.slice(0, finished), ...again(flight, 4)])).toMatchObject({
      side: null,
      stage: 'DTLS',
      reason:
        "client stopped answering: server's Finished came to it 4 times within 3.0 s, and the last new message of client was ServerHelloDone (RFC 6347 section 4.2.4)",
    });
  });

  it('says that both took the role of the DTLS client', () => {
    const hello = build.handshake(1, 0, build.clientHello({}));
    const packets = (['client', 'server'] as const).map((from) => ({ from, bytes: hello, atMs: 1, delivered: true }));
    expect(explain(packets)).toMatchObject({ side: null, stage: 'DTLS' });
  });

  it('says who sent no data after the handshake', () => {
    const handshake = capture.packets.filter((packet) => type(packet) <= 22 && type(packet) !== 21);
    const data = capture.packets.filter((packet) => packet.from === 'client' && type(packet) === 23).slice(0, 1);
    expect(explain(handshake)).toMatchObject({ side: null, stage: 'SCTP' });
    expect(explain([...handshake, ...again(data, 4)])).toEqual({
      // What is in them only the two know: a packet with a wrong checksum is to be ignored (RFC 9260 section 6.8).
      side: null,
      stage: 'SCTP',
      reason: "server answered none of client's 4 records of application data within 3.0 s after the handshake",
      packet: handshake.length + 4,
    });
    const alert = { from: 'server' as const, bytes: build.record(21, 1, Buffer.alloc(26)), delivered: true, atMs: 0 };
    const atMs = handshake.at(-1)?.atMs ?? 0;
    expect(explain([...handshake, { ...alert, atMs: atMs + 3 }])).toMatchObject({ side: 'server', stage: 'DTLS' });
    expect(explain([...handshake, { ...alert, atMs: atMs + 15_000 }])).toMatchObject({ side: null, stage: 'SCTP' });
  });
});
