import { describe, expect, it } from 'vitest';
import { readCapture } from '../../test/fixtures/packets/read-capture.ts';
import { createObserver } from '../link/evidence/observer.ts';
import type { PathEvidence, StunSide } from '../link/evidence/path-evidence.ts';
import type { ClientHello, ServerHello } from '../link/packets/dtls-hello.ts';
import { checkCertificates } from './certificate.ts';
import { checkHellos } from './dtls.ts';
import { notedBy, rowsOf, type Changes } from './fixtures.ts';
import { checkConsent, checkRoles, checkStun } from './stun.ts';

const real = observe('pion-aiortc');

function observe(name: string): PathEvidence {
  const observer = createObserver();
  for (const packet of readCapture(name).packets) observer.take(packet);
  return observer.summary();
}

function withStun(client: Partial<StunSide>, server: Partial<StunSide> = {}, roleConflict = false): Changes {
  const { stun } = real;
  const sides = { client: { ...stun.client, ...client }, server: { ...stun.server, ...server } };
  return { evidence: { ...real, stun: { ...sides, roleConflict } } };
}

describe('checks and their answers', () => {
  const { client } = real.stun;
  const { ok } = client.fingerprint;
  const useCandidate = client.useCandidate;
  const swapped = { controlling: 0, controlled: client.controlling };

  it('finds nothing in a real pair', () => {
    expect([checkStun, checkRoles, checkConsent].flatMap((rule) => notedBy(rule, { evidence: real }))).toEqual([]);
    expect(useCandidate.sent).toBeGreaterThan(0);
  });
  it.each(
    rowsOf<Partial<StunSide>>([
      ['no FINGERPRINT', { fingerprint: { ok: ok - 1, bad: 0, missing: 1 } }, 'client stun-no-fingerprint'],
      ['no FINGERPRINT on what may be an indication', { fingerprint: { ok, bad: 0, missing: 1 } }],
      ['a wrong FINGERPRINT', { fingerprint: { ok: ok - 1, bad: 1, missing: 0 } }, 'client stun-bad-fingerprint'],
      ['no MESSAGE-INTEGRITY', { integrity: { ...client.integrity, missing: 1 } }, 'client stun-no-integrity'],
      ['no PRIORITY', { withoutPriority: 1 }, 'client stun-no-priority'],
      ['no role', { controlling: client.controlling - 1 }, 'client stun-no-role'],
      ['a controlled side that nominates', swapped, 'client stun-controlled-nominates'],
      ['a controlled side that does not', { ...swapped, useCandidate: { ...useCandidate, sent: 0 } }],
    ]),
  )('$name', ({ changes, notes }) => {
    expect(notedBy(checkStun, withStun(changes))).toEqual(notes);
  });
  it('knows who has to control, but for lite agents and after a conflict', () => {
    const wrong = withStun(swapped, { controlling: 3, controlled: 0 });
    expect(notedBy(checkRoles, wrong)).toEqual(['client ice-role', 'server ice-role']);
    expect(notedBy(checkRoles, withStun(swapped, {}, true))).toEqual([]);
    expect(notedBy(checkRoles, { ...wrong, answer: ['a=ice-options', 'a=ice-lite\na=ice-options'] })).toEqual([]);
    expect(notedBy(checkRoles, withStun({ controlled: 1 }))).toEqual([]);
  });
  it.each([
    [40_000, ['client ice-consent']],
    [29_000, []],
  ])('DTLS %i ms after the last response', (later, notes) => {
    const last = real.stun.server.responses.last?.atMs ?? NaN;
    const { traffic } = real;
    const dtls = { ...traffic.client.dtls, lastMs: last + later };
    const changed = { ...traffic, client: { ...traffic.client, dtls } };
    expect(notedBy(checkConsent, { evidence: { ...real, traffic: changed } })).toEqual(notes);
  });
});

describe('certificates', () => {
  function der(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
    const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
    const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
  }
  const algorithm = (last: number): Buffer => der(0x30, der(0x06, Buffer.from([0x2a, 0x86, last])));
  const good = {
    version: [der(0xa0, der(0x02, Buffer.from([2])))],
    serial: Buffer.from([0x01]),
    outer: algorithm(2),
    times: [der(0x17, '261121000000Z'), der(0x18, '20501121000000Z')],
  };
  function notesOf(changes: Partial<typeof good>): string[] {
    const { version, serial, outer, times } = { ...good, ...changes };
    const fields = [...version, der(0x02, serial), algorithm(2), der(0x30), der(0x30, ...times), der(0x30)];
    const bytes = der(0x30, der(0x30, ...fields), outer, der(0x03, 'xx')).toString('base64');
    const shown = [{ packet: 1, atMs: 1, fingerprint: '', der: bytes }];
    const { sides } = real.dtls;
    const dtls = { ...real.dtls, sides: { client: { ...sides.client, certificates: shown }, server: sides.server } };
    return checkCertificates({ offer: null, answer: null, evidence: { ...real, dtls }, sctp: null }).map(
      ({ rule, text }) => `${rule}: ${text}`,
    );
  }

  it('finds nothing in a good one, in a real one, and in what is none', () => {
    expect(notesOf({})).toEqual([]);
    expect(notesOf({ serial: Buffer.concat([Buffer.from([0]), Buffer.alloc(19, 0xff)]) })).toEqual([]);
    expect(checkCertificates({ offer: null, answer: null, evidence: real, sctp: null })).toEqual([]);
    expect(notesOf({ times: [] })).toEqual([]);
  });
  it.each<readonly [string, Partial<typeof good>, string]>([
    ['version 1', { version: [] }, 'certificate-version: The certificate is X.509 version 1, not 3.'],
    [
      'a negative serial',
      { serial: Buffer.from([0x80, 1]) },
      "certificate-serial: The certificate's serial number is negative.",
    ],
    ['serial 0', { serial: Buffer.from([0]) }, "certificate-serial: The certificate's serial number is zero."],
    [
      'a long serial',
      { serial: Buffer.alloc(21, 1) },
      "certificate-serial: The certificate's serial number is longer than 20 octets.",
    ],
    [
      'two algorithms',
      { outer: algorithm(3) },
      "certificate-algorithms: The certificate's two signature algorithm fields differ.",
    ],
    [
      'an early GeneralizedTime',
      { times: [der(0x18, '20261121000000Z'), good.times[1] ?? der(5)] },
      "certificate-dates: The certificate's validity has a date before 2050 as GeneralizedTime.",
    ],
    [
      'a UTCTime without seconds',
      { times: [der(0x17, '2611210000Z'), good.times[1] ?? der(5)] },
      "certificate-dates: The certificate's validity has a UTCTime that is not YYMMDDHHMMSSZ.",
    ],
  ])('%s', (_, changes, note) => {
    expect(notesOf(changes)).toEqual([note]);
  });
  it('is X.509 version 1 in a real pair', () => {
    expect(notedBy(checkCertificates, { evidence: observe('libdatachannel-werift') })).toEqual([
      'client certificate-version',
    ]);
  });
});

describe('the hellos', () => {
  const audio = ['m=app', 'm=audio 9 UDP/TLS/RTP/SAVPF 0\nc=IN IP4 0.0.0.0\nm=app'] as const;
  function withHellos(client: Partial<ClientHello>, server: Partial<ServerHello> = {}, version = 'DTLS 1.2'): Changes {
    const { clientHello, serverHello } = real.dtls;
    if (clientHello === null || serverHello === null) throw new Error('the fixture has both');
    const hellos = { clientHello: { ...clientHello, ...client }, serverHello: { ...serverHello, ...server } };
    return { evidence: { ...real, dtls: { ...real.dtls, version, ...hellos } } };
  }

  // The offer's maker is the DTLS server: the answer is active.
  it.each(
    rowsOf<Changes>([
      ['a real pair', withHellos({})],
      ['a real pair with media', { ...withHellos({}), offer: audio, answer: audio }],
      [
        'no mandatory suite',
        withHellos({ cipherSuites: ['TLS_RSA_WITH_AES_128_CBC_SHA'] }),
        'server dtls-cipher-suite',
      ],
      ['no mandatory suite in DTLS 1.3', withHellos({ cipherSuites: [] }, {}, 'DTLS 1.3')],
      ['a list that was cut', withHellos({ cipherSuites: Array.from({ length: 64 }, () => '0x0001') })],
      ['no renegotiation_info', withHellos({ renegotiationInfo: false }), 'server dtls-renegotiation-info'],
      ['no answer to it', withHellos({}, { renegotiationInfo: false }), 'client dtls-renegotiation-info'],
      ['no profile without media', withHellos({ srtpProfiles: [] })],
      ['no profile', { ...withHellos({ srtpProfiles: [] }), offer: audio, answer: audio }, 'server dtls-srtp-profile'],
      ['no extended_master_secret, which is not demanded', withHellos({ extendedMasterSecret: false })],
    ]),
  )('$name', ({ changes, notes }) => {
    expect(notedBy(checkHellos, changes)).toEqual(notes);
  });
});
