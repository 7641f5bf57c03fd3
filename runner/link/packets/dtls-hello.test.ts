import { describe, expect, it } from 'vitest';
import {
  certificate,
  chosenDtls13,
  clientHello,
  extension,
  number,
  serverHello,
  vector,
} from '../../../test/fixtures/packets/build-dtls.ts';
import { fingerprint, readFirstCertificate } from './dtls-certificate.ts';
import { parseClientHello, parseServerHello } from './dtls-hello.ts';

const useSrtp = (...profiles: readonly number[]): Buffer =>
  extension(14, Buffer.concat([vector(2, ...profiles.map((profile) => number(profile, 2))), vector(1)]));

describe('parseClientHello', () => {
  it('names what is offered', () => {
    const versions = extension(43, vector(1, number(0xfefc, 2), number(0xfefd, 2)));
    const extensions = [useSrtp(7, 1), extension(23, Buffer.alloc(0)), versions];
    expect(parseClientHello(clientHello({ suites: [0xc02b, 0x0a0a, 0x00ff], extensions }))).toEqual({
      random: '01'.repeat(32),
      version: 'DTLS 1.2',
      sessionIdBytes: 0,
      cookieBytes: 0,
      cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', '0x0a0a', 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV'],
      srtpProfiles: ['SRTP_AEAD_AES_128_GCM', 'SRTP_AES128_CM_HMAC_SHA1_80'],
      supportedVersions: ['DTLS 1.3', 'DTLS 1.2'],
      extendedMasterSecret: true,
      renegotiationInfo: true,
      extensions: [14, 23, 43],
    });
  });

  it('takes one without extensions (RFC 5246 section 7.4.1.2)', () => {
    const plain = { extendedMasterSecret: false, renegotiationInfo: false, srtpProfiles: [], supportedVersions: [] };
    expect(parseClientHello(clientHello({}))).toMatchObject(plain);
  });
});

describe('parseServerHello', () => {
  it('names what is chosen', () => {
    const extensions = [useSrtp(1), extension(0xff01, vector(1))];
    expect(parseServerHello(serverHello({ extensions }))).toMatchObject({
      chosenVersion: 'DTLS 1.2',
      cipherSuite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      srtpProfile: 'SRTP_AES128_CM_HMAC_SHA1_80',
      renegotiationInfo: true,
      extendedMasterSecret: false,
      helloRetryRequest: false,
    });
  });

  it('knows DTLS 1.3 by supported_versions, and its retry by the random (RFC 8446 section 4.1.3)', () => {
    const random = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
    expect(parseServerHello(serverHello({ suites: [0x1301], extensions: [chosenDtls13] }))).toMatchObject({
      version: 'DTLS 1.2',
      chosenVersion: 'DTLS 1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      helloRetryRequest: false,
    });
    expect(parseServerHello(serverHello({ random, extensions: [chosenDtls13] }))?.helloRetryRequest).toBe(true);
  });
});

describe('hellos and certificates that are cut off', () => {
  const whole = [
    clientHello({ extensions: [useSrtp(7, 1)] }),
    serverHello({ extensions: [useSrtp(1)] }),
    certificate(Buffer.alloc(30, 7)),
  ];
  const parsers = [parseClientHello, parseServerHello, readFirstCertificate];

  it('are null at every length but one, where a hello without extensions ends', () => {
    for (const [index, parse] of parsers.entries()) {
      const bytes = whole[index] ?? Buffer.alloc(0);
      expect(parse(bytes)).not.toBeNull();
      const taken = Array.from(bytes.keys()).filter((end) => parse(bytes.subarray(0, end)) !== null);
      expect(taken).toHaveLength(index < 2 ? 1 : 0);
    }
  });
});

describe('readFirstCertificate', () => {
  it('gives the first of a chain, or says that there is none', () => {
    const der = Buffer.from('certificate');
    const chain = vector(3, vector(3, der), vector(3, Buffer.from('issuer')));
    expect(readFirstCertificate(chain)).toEqual(der);
    expect(readFirstCertificate(vector(3))).toBe('empty');
    expect(readFirstCertificate(certificate(Buffer.alloc(0)))).toBeNull();
  });
});

describe('fingerprint', () => {
  it('writes it as SDP does (RFC 8122 section 5)', () => {
    expect(fingerprint(Buffer.from('abc'), 'sha-1')).toBe(
      'A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D',
    );
  });
});
