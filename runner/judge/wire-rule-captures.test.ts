/** The wire rule over packets of real pairs, and over what a network may do to them: nothing of it is a contradiction. */
import { describe, expect, it } from 'vitest';
import * as build from '../../test/fixtures/packets/build-dtls.ts';
import { captures, readCapture } from '../../test/fixtures/packets/read-capture.ts';
import type { TakenPacket } from '../link/evidence/marks.ts';
import { createObserver } from '../link/evidence/observer.ts';
import type { PathEvidence } from '../link/evidence/path-evidence.ts';
import { checkWire, type WireClaims, type WireObjection } from './wire-rule.ts';

const both = { client: 'connected', server: 'connected', data: true } as const;
const isData = ({ bytes }: TakenPacket): boolean => bytes[0] === 23;

function observe(packets: readonly TakenPacket[]): PathEvidence {
  const observer = createObserver();
  for (const packet of packets) observer.take(packet);
  return observer.summary();
}

function check(packets: readonly TakenPacket[], claims: WireClaims): WireObjection | null {
  return checkWire(observe(packets), claims);
}

function lengthUntil(packets: readonly TakenPacket[], holds: (evidence: PathEvidence) => boolean): number {
  return packets.findIndex((_, index) => holds(observe(packets.slice(0, index + 1)))) + 1;
}

/** A datagram that the link passes on. */
function sent(from: 'client' | 'server', bytes: Buffer): TakenPacket[] {
  return [{ from, bytes, atMs: 5, delivered: true }];
}

describe.each(captures)('the wire of %s', (name) => {
  const { client, server, packets } = readCapture(name);
  const claims = { ...both, fingerprints: { client: [client.fingerprint], server: [server.fingerprint] } };

  it('contradicts no claim, whoever makes it', () => {
    expect(check(packets, claims)).toBeNull();
    expect(check(packets, { ...claims, server: 'none' })).toBeNull();
    expect(check(packets, { ...claims, client: 'none', data: false })).toBeNull();
  });

  it('contradicts `connected` until the handshake is complete, and the data until both sent some', () => {
    const lengths = packets.map((_, length) => check(packets.slice(0, length), claims));
    const first = lengths.findIndex((objection) => objection === null);
    expect(first).toBeGreaterThan(packets.findIndex(isData));
    expect(lengths.slice(first).every((objection) => objection === null)).toBe(true);
    const withoutData = packets.findIndex(
      (_, length) => check(packets.slice(0, length), { ...claims, data: false }) === null,
    );
    expect(withoutData).toBeGreaterThan(0);
    expect(withoutData).toBeLessThan(first);
  });

  it('stands every packet twice, and every packet lost once', () => {
    expect(
      check(
        packets.flatMap((packet) => [packet, packet]),
        claims,
      ),
    ).toBeNull();
    expect(
      check(
        packets.flatMap((packet) => [{ ...packet, delivered: false }, packet]),
        claims,
      ),
    ).toBeNull();
  });

  it('stands neighbours of one sender in the other order', () => {
    const swapped = [...packets];
    for (let at = 0; at + 1 < swapped.length; at += 2) {
      const [one, two] = [swapped[at], swapped[at + 1]];
      if (one !== undefined && two?.from === one.from) swapped.splice(at, 2, two, one);
    }
    expect(check(swapped, claims)).toBeNull();
  });

  it('stands a path that goes on with what began on another, as long as both are heard', () => {
    const last = Math.min(
      ...(['client', 'server'] as const).map((side) =>
        packets.findLastIndex((packet) => isData(packet) && packet.from === side),
      ),
    );
    for (let from = 0; from <= last; from += 1)
      expect(check(packets.slice(from), { ...claims, begunElsewhere: true })).toBeNull();
  });

  it('stands a handshake before it that failed, with an alert', () => {
    const done = packets.findIndex((_, length) => check(packets.slice(0, length), { ...claims, data: false }) === null);
    const failed = packets.slice(0, done - 1);
    const alert = sent('client', build.record(21, 0, Buffer.from([2, 40])));
    expect(check([...failed, ...alert, ...packets], claims)).toBeNull();
  });

  it('stands a handshake after it that failed', () => {
    const again = sent('server', build.handshake(1, 0, build.clientHello({})));
    const alert = sent('client', build.record(21, 0, Buffer.from([2, 80])));
    expect(check([...packets, ...again, ...alert], claims)).toBeNull();
  });

  it('names the certificate that is not the described one', () => {
    const wrong = {
      client: [client.fingerprint],
      server: [server.fingerprint.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
    };
    // The packet with which the certificate was whole.
    const certified = lengthUntil(packets, ({ dtls }) => dtls.sides.server.certificates.length > 0);
    const shown = server.fingerprint.slice('sha-256 '.length);
    expect(check(packets, { ...claims, fingerprints: wrong })).toEqual({
      side: 'client',
      stage: 'DTLS',
      reason: `client: said connected, although the certificate that server showed (SHA-256 ${shown}) is not the one of its description (RFC 8122 section 6.2)`,
      packet: certified,
    });
  });
});
