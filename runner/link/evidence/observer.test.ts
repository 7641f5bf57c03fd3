import { describe, expect, it } from 'vitest';
import * as build from '../../../test/fixtures/packets/build-dtls.ts';
import { captures, readCapture } from '../../../test/fixtures/packets/read-capture.ts';
import type { TakenPacket } from './marks.ts';
import { createObserver } from './observer.ts';
import type { PathEvidence, Side } from './path-evidence.ts';

function observe(packets: readonly TakenPacket[]): PathEvidence {
  const observer = createObserver();
  for (const packet of packets) observer.take(packet);
  return observer.summary();
}

function sent(from: Side, ...datagrams: readonly Buffer[]): TakenPacket[] {
  return datagrams.map((bytes) => ({ from, bytes, atMs: 5, delivered: true }));
}

describe.each(captures)('the evidence of %s', (name) => {
  const capture = readCapture(name);
  const observer = createObserver();
  for (const side of ['client', 'server'] as const) {
    observer.setCredentials(side, capture[side].ufrag, capture[side].pwd);
  }
  for (const packet of capture.packets) observer.take(packet);
  const evidence = observer.summary();

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence);
  });

  it('tells the handshake', () => {
    expect(evidence.dtls).toMatchObject({
      client: 'server',
      version: 'DTLS 1.2',
      cipherSuite: expect.stringMatching(/^TLS_ECDHE_ECDSA_WITH_/) as string,
      srtpProfile: expect.stringMatching(/^SRTP_A/) as string,
      extendedMasterSecret: true,
      renegotiationInfo: true,
      messagesDropped: 0,
    });
    expect(evidence.dtls.messages[0]).toMatchObject({ from: 'server', name: 'ClientHello', sequence: 0 });
  });

  it.each(['client', 'server'] as const)('shows the certificate of the %s, its Finished and its data', (side) => {
    const { certificates, changeCipherSpec, finished, ...rest } = evidence.dtls.sides[side];
    expect(certificates.map((certificate) => `sha-256 ${certificate.fingerprint}`)).toEqual([
      capture[side].fingerprint,
    ]);
    expect(changeCipherSpec.delivered).toBeGreaterThan(0);
    expect(finished.delivered).toBeGreaterThan(0);
    expect(rest.applicationDataAfterFinished).toBe(4);
  });

  it.each(['client', 'server'] as const)('verifies each check and response of the %s', (side) => {
    const { integrity, fingerprint, requests, responses } = evidence.stun[side];
    const all = requests.sent + responses.sent;
    expect(integrity).toEqual({ ok: all, bad: 0, missing: 0, unchecked: 0 });
    expect(fingerprint).toEqual({ ok: all, bad: 0, missing: 0 });
    expect(evidence.malformed[side].count).toBe(0);
  });

  it('finds the integrity bad with another password', () => {
    const other = createObserver();
    other.setCredentials('server', capture.server.ufrag, 'x');
    for (const packet of capture.packets) other.take(packet);
    const { client, server } = other.summary().stun;
    expect(client.integrity).toMatchObject({ ok: 0, bad: client.requests.sent, unchecked: client.responses.sent });
    expect(server.integrity).toMatchObject({ ok: 0, bad: server.responses.sent, unchecked: server.requests.sent });
  });
});

describe('createObserver', () => {
  const done = readCapture('pion-aiortc').packets;

  it('counts what was dropped as sent, and lets it prove nothing to the other side', () => {
    const dropped = done.map((packet) => (packet.from === 'client' ? { ...packet, delivered: false } : packet));
    const { dtls, traffic } = observe(dropped);
    expect(traffic.client.dtls).toMatchObject({ delivered: 0, sent: traffic.client.dtls.sent });
    expect(dtls.sides.client.finished).toMatchObject({ sent: 1, delivered: 0, firstDelivered: null });
    expect(dtls.sides.client.certificates).toEqual([]);
    expect(dtls.version).toBeNull();
    expect(dtls.sides.server.applicationDataAfterFinished).toBe(0);
  });

  it('puts a fragmented certificate together, whatever the order', () => {
    const body = build.certificate(Buffer.alloc(600, 3));
    const parts = [
      [400, body.length],
      [0, 250],
      [200, 420],
    ].map(([from, to]) => build.handshake(11, 2, body, from, to));
    const { certificates } = observe(sent('client', ...parts)).dtls.sides.client;
    expect(certificates).toMatchObject([{ packet: 3, der: Buffer.alloc(600, 3).toString('base64') }]);
  });

  it('does not mix the fragments of two handshakes', () => {
    const one = build.certificate(Buffer.alloc(600, 3));
    const two = build.certificate(Buffer.alloc(600, 4));
    const hello = (random: number): Buffer =>
      build.handshake(1, 0, build.clientHello({ random: Buffer.alloc(32, random) }));
    const half = build.handshake(11, 2, one, 0, 300);
    const packets = sent(
      'client',
      hello(1),
      half,
      hello(2),
      build.handshake(11, 2, two, 300),
      build.handshake(11, 2, two, 0, 300),
    );
    expect(observe(packets).dtls.sides.client.certificates).toMatchObject([
      { der: Buffer.alloc(600, 4).toString('base64') },
    ]);
  });

  it('reads several messages of a record and several records of a datagram', () => {
    const record = build.record(
      22,
      0,
      build.fragment(2, 0, build.serverHello({})),
      build.fragment(14, 1, Buffer.alloc(0)),
    );
    const packed = Buffer.concat([
      record,
      build.record(20, 0, Buffer.from([1])),
      build.record(22, 1, Buffer.alloc(40)),
    ]);
    const { dtls } = observe(sent('server', packed));
    expect(dtls.messages.map((message) => message.name)).toEqual([
      'ServerHello',
      'ServerHelloDone',
      'ChangeCipherSpec',
      'encrypted handshake',
    ]);
    expect(dtls.sides.server.finished.delivered).toBe(1);
    expect(dtls.client).toBe('client');
  });

  it('names alerts in clear, and knows of encrypted ones that they are there', () => {
    const { dtls } = observe(
      sent('client', build.record(21, 0, Buffer.from([2, 40])), build.record(21, 1, Buffer.alloc(26))),
    );
    expect(dtls.alerts).toEqual([
      { from: 'client', level: 'fatal', name: 'handshake_failure', packet: 1, atMs: 5, delivered: true },
      { from: 'client', level: null, name: null, packet: 2, atMs: 5, delivered: true },
    ]);
  });

  it('recognises DTLS 1.3 and its hidden epochs', () => {
    const hello = build.handshake(2, 0, build.serverHello({ suites: [0x1301], extensions: [build.chosenDtls13] }));
    const packets = [
      ...sent('client', build.handshake(1, 0, build.clientHello({}))),
      ...sent('server', Buffer.concat([hello, build.unified(2, Buffer.alloc(300))])),
      ...sent('client', build.unified(2, Buffer.alloc(300)), build.unified(3, Buffer.alloc(30))),
    ];
    const { dtls } = observe(packets);
    expect(dtls).toMatchObject({ client: 'client', version: 'DTLS 1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' });
    expect(dtls.sides.server.finished.delivered).toBe(1);
    expect(dtls.sides.client).toMatchObject({ finished: { delivered: 1 }, applicationDataAfterFinished: 1 });
  });

  it('does not call anybody the DTLS client where both claim it', () => {
    const hello = build.handshake(1, 0, build.clientHello({}));
    expect(observe(sent('client', hello)).dtls.client).toBe('client');
    expect(observe([...sent('client', hello), ...sent('server', hello)]).dtls.client).toBeNull();
  });

  it('lists SSRCs and the last thing that each side sent', () => {
    const rtp = Buffer.from('8000000100000000000000aabbcc', 'hex');
    const evidence = observe([...sent('client', rtp, rtp), ...sent('server', build.record(23, 1, Buffer.alloc(9)))]);
    expect(evidence.ssrcs).toEqual({ client: [0xaa], server: [] });
    expect(evidence.last).toEqual({
      client: { what: 'rtp', packet: 2, atMs: 5, delivered: true },
      server: { what: 'DTLS application data', packet: 3, atMs: 5, delivered: true },
    });
  });
});
