import { describe, expect, it } from 'vitest';
import {
  alterFingerprints,
  alterIcePasswords,
  capMaxMessageSize,
  findIceLite,
  MissingLineError,
  onlyIpv6Candidates,
  onlyTcpCandidates,
  readMaxMessageSize,
  readValue,
  setSetup,
  withoutCandidates,
} from './sdp.ts';

const lines = [
  'v=0',
  'a=fingerprint:sha-512 AB:00',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:xbcdefghijklmnopqrstuv',
  'a=fingerprint:sha-256 AB:CD:0F',
  'a=setup:actpass',
  'a=candidate:1 1 udp 2113937151 192.0.2.1 54400 typ host',
  'a=candidate:2 1 tcp 1518283007 192.0.2.1 9 typ host tcptype active',
  'a=end-of-candidates',
  'a=max-message-size:1073741823',
];
const sdp = `${lines.join('\r\n')}\r\n`;

/** The lines that differ, new ones. */
function changed(altered: string): readonly string[] {
  return altered.split('\r\n').filter((line) => !sdp.split('\r\n').includes(line));
}

describe('alterations', () => {
  it('changes one digit of every fingerprint and nothing else', () => {
    expect(changed(alterFingerprints(sdp))).toEqual(['a=fingerprint:sha-512 AB:01', 'a=fingerprint:sha-256 AB:CD:00']);
    expect(alterFingerprints(sdp)).toHaveLength(sdp.length);
  });

  it('changes one character of the password and nothing else', () => {
    expect(changed(alterIcePasswords(sdp))).toEqual(['a=ice-pwd:ybcdefghijklmnopqrstuv']);
    expect(alterIcePasswords(sdp.replace('pwd:x', 'pwd:a'))).toBe(sdp);
  });

  it('sets the DTLS role', () => {
    expect(changed(setSetup(sdp, 'active'))).toEqual(['a=setup:active']);
  });

  it('takes all candidates out, and their end', () => {
    const bare = withoutCandidates(sdp);
    expect(changed(bare)).toEqual([]);
    expect(bare.split('\r\n')).toEqual([...lines.filter((line) => !line.includes('candidate')), '']);
    expect(withoutCandidates(bare)).toBe(bare);
  });

  it('keeps TCP host candidates of one kind, with an IPv4 address that others reach', () => {
    const candidates = [
      'a=candidate:1 1 udp 2113937151 192.0.2.1 54400 typ host',
      'a=candidate:2 1 tcp 1518283007 192.0.2.1 9 typ host tcptype active generation 0',
      'a=candidate:3 1 TCP 1518283007 192.0.2.1 8443 typ host tcptype passive',
      'a=candidate:4 1 tcp 1518283007 127.0.0.1 8443 typ host tcptype passive',
      'a=candidate:5 1 tcp 1518283007 2001:db8::1 8443 typ host tcptype passive',
      'a=candidate:6 1 tcp 1518283007 192.0.2.2 8443 typ srflx raddr 192.0.2.1 rport 8443 tcptype passive',
      'a=candidate:7 1 tcp 1518283007 192.0.2.1 8443 typ host',
    ];
    const all = `v=0\r\n${candidates.map((line) => `${line}\r\n`).join('')}a=end-of-candidates\r\n`;
    expect(onlyTcpCandidates(all, 'active')).toBe(`v=0\r\n${candidates[1] ?? ''}\r\n`);
    expect(onlyTcpCandidates(all, 'passive')).toBe(`v=0\r\n${candidates[2] ?? ''}\r\n`);
  });

  it('works on lines that end with LF alone', () => {
    const unix = sdp.replaceAll('\r\n', '\n');
    expect(withoutCandidates(unix)).toBe(withoutCandidates(sdp).replaceAll('\r\n', '\n'));
    expect(setSetup(unix, 'active')).toBe(setSetup(sdp, 'active').replaceAll('\r\n', '\n'));
  });

  it.each([
    ['fingerprint', alterFingerprints],
    ['ice-pwd', alterIcePasswords],
    ['setup', (text: string) => setSetup(text, 'active')],
  ])('says so when there is no a=%s to alter', (attribute, alter) => {
    const without = lines.filter((line) => !line.startsWith(`a=${attribute}`)).join('\r\n');
    expect(() => alter(without)).toThrow(MissingLineError);
    expect(() => alter(without)).toThrow(`has no line a=${attribute}`);
  });
});

describe('max-message-size', () => {
  const saying = (value: string): string => sdp.replace('1073741823', value);
  const silent = `${lines.slice(0, -1).join('\r\n')}\r\n`;

  it('is 64 KiB where it is not said, and without bound where it is 0', () => {
    expect(readMaxMessageSize(silent)).toBe(65_536);
    expect(readMaxMessageSize(saying('0'))).toBe(Infinity);
    expect(readMaxMessageSize(saying('262144'))).toBe(262_144);
  });

  it('is lowered to the cap and never raised', () => {
    expect(changed(capMaxMessageSize(sdp, 1_000_000))).toEqual(['a=max-message-size:1000000']);
    expect(readMaxMessageSize(capMaxMessageSize(saying('0'), 1_000_000))).toBe(1_000_000);
    expect(capMaxMessageSize(saying('262144'), 1_000_000)).toBe(saying('262144'));
    expect(capMaxMessageSize(silent, 1_000_000)).toBe(silent);
  });
});

it('tells where a description says that its maker is lite', () => {
  expect(findIceLite(sdp)).toBeNull();
  expect(findIceLite(sdp.replace('v=0\r\n', 'v=0\r\na=ice-lite\r\n'))).toBe('session');
  expect(findIceLite(`${sdp}a=ice-lite\n`)).toBe('section');
});

it('reads a value, null where there is none', () => {
  expect(readValue(sdp, 'setup')).toBe('actpass');
  expect(readValue(sdp, 'ice-ufrag')).toBe('abcd');
  expect(readValue('v=0\r\n', 'setup')).toBeNull();
});

it('leaves IPv6 host candidates over UDP alone, but for those of the local link and of loopback', () => {
  const wanted = 'a=candidate:3 1 UDP 2113937151 fd00::1 54400 typ host generation 0';
  const others = [
    'a=candidate:4 1 udp 2113937151 fe80::1 54400 typ host',
    'a=candidate:7 1 udp 2113937151 ::1 54400 typ host',
    'a=candidate:5 1 tcp 1518283007 fd00::1 9 typ host tcptype active',
    'a=candidate:6 1 udp 1677722111 2001:db8::1 54400 typ srflx raddr fd00::1 rport 54400',
  ];
  const both = [...lines.slice(0, 7), wanted, ...others, ...lines.slice(7)].join('\r\n');
  const left = onlyIpv6Candidates(both).split('\r\n');
  expect(left.filter((line) => line.startsWith('a=candidate:'))).toEqual([wanted]);
  expect(left).toEqual(lines.filter((line) => !line.startsWith('a=candidate:')).toSpliced(7, 0, wanted));
});
