import { describe, expect, it } from 'vitest';
import { leadCandidateThrough, leadThrough, readCandidate, readFacts } from './sdp-path.ts';

const relay = { address: '10.1.2.3', port: 4321 };

/** The media section of each stack, as it wrote it, shortened by fingerprints: what the link changes stands in `candidates`. */
const stacks: readonly { name: string; head: readonly string[]; candidates: readonly string[]; led: string }[] = [
  {
    name: 'aiortc',
    head: ['m=application 59227 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 192.168.208.6', 'a=mid:0'],
    candidates: [
      'a=candidate:753bca78f8ecf57248735636179e8431 1 udp 2130706431 192.168.208.6 59227 typ host',
      'a=end-of-candidates',
    ],
    led: 'a=candidate:753bca78f8ecf57248735636179e8431 1 udp 2130706431 10.1.2.3 4321 typ host',
  },
  {
    name: 'libwebrtc, with ::1 and the loopback address',
    head: ['m=application 44897 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 192.168.208.26'],
    candidates: [
      'a=candidate:3688325498 1 udp 2122260223 192.168.208.26 44897 typ host generation 0 network-id 1',
      'a=candidate:559267639 1 udp 2122202367 ::1 49225 typ host generation 0 network-id 3',
      'a=candidate:1510613869 1 udp 2122129151 127.0.0.1 36331 typ host generation 0 network-id 2',
    ],
    led: 'a=candidate:3688325498 1 udp 2122260223 10.1.2.3 4321 typ host generation 0 network-id 1',
  },
  {
    name: 'SIPSorcery',
    head: ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', 'a=setup:actpass'],
    candidates: ['a=candidate:128200761 1 udp 2113937663 192.168.208.9 56110 typ host generation 0'],
    led: 'a=candidate:128200761 1 udp 2113937663 10.1.2.3 4321 typ host generation 0',
  },
  {
    name: 'libdatachannel, which writes UDP',
    head: ['m=application 41558 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 192.168.208.23', 'a=sendrecv'],
    candidates: ['a=candidate:1 1 UDP 2114977791 192.168.208.23 41558 typ host', 'a=end-of-candidates'],
    led: 'a=candidate:1 1 UDP 2114977791 10.1.2.3 4321 typ host',
  },
  {
    name: 'Pion, with a candidate of RTCP',
    head: ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', 'a=sctp-port:5000'],
    candidates: [
      'a=candidate:889650337 1 udp 2130706431 192.168.208.4 60017 typ host ufrag cxwxOBllPbbIihSc',
      'a=candidate:889650337 2 udp 2130706431 192.168.208.4 60017 typ host ufrag cxwxOBllPbbIihSc',
      'a=end-of-candidates',
    ],
    led: 'a=candidate:889650337 1 udp 2130706431 10.1.2.3 4321 typ host ufrag cxwxOBllPbbIihSc',
  },
  {
    name: 'werift',
    head: ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0'],
    candidates: [
      'a=candidate:7d97952f86bb7fc2c1dc27753 1 udp 2116026367 192.168.208.16 53654 typ host generation 0 ufrag b107',
    ],
    led: 'a=candidate:7d97952f86bb7fc2c1dc27753 1 udp 2116026367 10.1.2.3 4321 typ host generation 0 ufrag b107',
  },
];

const before = ['v=0', 'o=- 1 0 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0', 'a=ice-options:trickle'];
const after = ['a=ice-ufrag:b107', 'a=ice-pwd:2b08bb11d6ce96ba7b094c', 'a=max-message-size:65536', ''];

describe.each(stacks)('a description of $name', ({ head, candidates, led }) => {
  it.each(['\r\n', '\n'])('keeps one candidate, which names the relay, and every other byte', (end) => {
    const sdp = [...before, ...head, ...candidates, ...after].join(end);
    const others = candidates.filter((line) => !line.startsWith('a=candidate:'));
    expect(leadThrough(sdp, relay)).toBe([...before, ...head, led, ...others, ...after].join(end));
  });
});

describe('a candidate that a relay of UDP over IPv4 cannot stand for', () => {
  it.each([
    ['of TCP', 'candidate:1 1 tcp 1518280447 192.168.208.26 9 typ host tcptype active'],
    ['of IPv6', 'candidate:1 1 udp 2122202367 fd00::17 49225 typ host'],
    ['of an mDNS name', 'candidate:1 1 udp 2122202367 4d1e8b1c-7a4f-4a4b-9f0e-0a2b6d1c2e3f.local 49225 typ host'],
    ['of RTCP', 'candidate:1 2 udp 2122202367 192.168.208.26 49225 typ host'],
    ['that is server-reflexive', 'candidate:1 1 udp 1686052607 203.0.113.1 49225 typ srflx raddr 10.0.0.1 rport 9'],
    ['that is relayed', 'candidate:1 1 udp 41885439 203.0.113.1 49225 typ relay raddr 10.0.0.1 rport 9'],
    ['that is no candidate', 'candidate:nonsense'],
  ])('%s is not handed on, in a description or by itself', (_, line) => {
    expect(leadCandidateThrough(line, relay)).toBeNull();
    expect(readCandidate(line)).toBeNull();
    const sdp = ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', `a=${line}`, 'a=mid:0', ''];
    expect(leadThrough(sdp.join('\r\n'), relay)).toBe([sdp[0], sdp[2], ''].join('\r\n'));
    expect(readFacts(sdp.join('\r\n')).candidate).toBeNull();
  });

  it('does not stand in the way of one that it can', () => {
    const [tcp, udp] = ['1 1 tcp 9 10.0.0.1 9 typ host tcptype active', '2 1 udp 8 10.0.0.1 700 typ host'];
    const sdp = `m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=candidate:${tcp}\na=candidate:${udp}\n`;
    expect(leadThrough(sdp, relay)).toBe(
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=candidate:2 1 udp 8 10.1.2.3 4321 typ host\n',
    );
    expect(readFacts(sdp).candidate).toEqual({ address: '10.0.0.1', port: 700 });
  });
});

describe('a candidate by itself', () => {
  it('is led with its `a=` and without, and keeps its extensions', () => {
    const line = 'candidate:7 1 udp 2116026367 192.168.208.16 53654 typ host generation 0 ufrag b107';
    const led = 'candidate:7 1 udp 2116026367 10.1.2.3 4321 typ host generation 0 ufrag b107';
    expect(leadCandidateThrough(line, relay)).toBe(led);
    expect(leadCandidateThrough(`a=${line}\r\n`, relay)).toBe(`a=${led}`);
    expect(readCandidate(line)).toEqual({ address: '192.168.208.16', port: 53654 });
  });
});

describe('several media sections', () => {
  const candidate = (port: number): string => `a=candidate:1 1 udp 9 10.0.0.1 ${port} typ host`;

  it('keep one candidate each', () => {
    const sdp = ['m=audio 9 X 0', candidate(1), candidate(2), 'm=video 9 X 0', candidate(3), candidate(4), ''];
    const led = 'a=candidate:1 1 udp 9 10.1.2.3 4321 typ host';
    expect(leadThrough(sdp.join('\r\n'), relay)).toBe(['m=audio 9 X 0', led, 'm=video 9 X 0', led, ''].join('\r\n'));
  });
});

describe('the facts of a description', () => {
  it('are those of an ICE restart, where the credentials are others', () => {
    const of = (ufrag: string): string => `m=a\r\na=ice-ufrag:${ufrag}\r\na=ice-pwd:${ufrag}${ufrag}\r\n`;
    expect(readFacts(of('b107'))).toMatchObject({ ufrag: 'b107', password: 'b107b107' });
    expect(readFacts(of('X+M0'))).toMatchObject({ ufrag: 'X+M0', password: 'X+M0X+M0' });
  });

  it('have each fingerprint once, as it was written', () => {
    const [one, other] = ['sha-256 AB:CD', 'sha-384 01:02'];
    const sdp = `a=fingerprint:${one}\nm=a\na=fingerprint:${one}\na=fingerprint:${other}\n`;
    expect(readFacts(sdp).fingerprints).toEqual([one, other]);
  });

  it('are empty of what is no description', () => {
    expect(readFacts('')).toEqual({ candidate: null, ufrag: null, password: null, fingerprints: [] });
    expect(leadThrough('no description at all', relay)).toBe('no description at all');
  });
});
