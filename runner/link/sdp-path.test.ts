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
  it.each(['\r\n', '\n'])('keeps one candidate, which names the relay like the default does, and all else', (end) => {
    const sdp = [...before, ...head, ...candidates, ...after].join(end);
    const others = candidates.filter((line) => !line.startsWith('a=candidate:'));
    const moved = head.map((line) =>
      line.replace(/^(m=application) (?!9 )\d+/, '$1 4321').replace(/^(c=IN IP4) (?!0\.)\S+/, '$1 10.1.2.3'),
    );
    expect(leadThrough(sdp, relay)).toBe([...before, ...moved, led, ...others, ...after].join(end));
  });
});

describe('a candidate that a relay of UDP over IPv4 cannot stand for', () => {
  it.each([
    ['of TCP', 'candidate:1 1 tcp 1518280447 192.168.208.26 9 typ host tcptype active'],
    ['of IPv6', 'candidate:1 1 udp 2122202367 fd00::17 49225 typ host'],
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

describe('a candidate that has a name for its address', () => {
  const named = 'candidate:1 1 udp 2122202367 4d1e8b1c-7a4f-4a4b-9f0e-0a2b6d1c2e3f.local 49225 typ host';
  const [section, end] = ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n', 'a=mid:0\r\n'];

  it('is handed on with the address of the relay, which learns by itself where its maker is', () => {
    const led = 'candidate:1 1 udp 2122202367 10.1.2.3 4321 typ host';
    expect(leadCandidateThrough(named, relay)).toBe(led);
    expect(readCandidate(named)).toBeNull();
    expect(leadThrough(`${section}a=${named}\r\n${end}`, relay)).toBe(`${section}a=${led}\r\n${end}`);
    expect(readFacts(`${section}a=${named}\r\n${end}`).candidate).toBeNull();
  });

  it('gives way to one with a number', () => {
    const number = 'candidate:2 1 udp 2122202366 10.0.0.1 700 typ host';
    const led = 'a=candidate:2 1 udp 2122202366 10.1.2.3 4321 typ host\r\n';
    expect(leadThrough(`${section}a=${named}\r\na=${number}\r\n${end}`, relay)).toBe(`${section}${led}${end}`);
  });
});

describe('the default destination, which has to be one of the candidates (RFC 8839 section 4.2.5)', () => {
  const candidate = 'a=candidate:1 1 udp 9 10.0.0.1 700 typ host';
  const led = 'a=candidate:1 1 udp 9 10.1.2.3 4321 typ host';
  const lead = (...lines: readonly string[]): readonly string[] => leadThrough(lines.join('\r\n'), relay).split('\r\n');

  it('is the relay, too', () => {
    const rest = ['UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 10.0.0.1', 'c=IN IP4 10.1.2.3'] as const;
    expect(lead(`m=application 700 ${rest[0]}`, rest[1], candidate)).toEqual([
      `m=application 4321 ${rest[0]}`,
      rest[2],
      led,
    ]);
    expect(lead('v=0', rest[1], `m=application 700/1 ${rest[0]}`, candidate)).toEqual([
      'v=0',
      rest[2],
      `m=application 4321/1 ${rest[0]}`,
      led,
    ]);
    expect(lead('m=application 700 X 0', 'c=IN IP6 fd00::17', candidate)).toEqual([
      'm=application 4321 X 0',
      rest[2],
      led,
    ]);
  });

  it.each([
    ['stands for none yet (RFC 8840 section 4.1.1)', ['m=application 9 X 0', 'c=IN IP4 0.0.0.0']],
    ['is of a section that is refused or bundled', ['m=audio 0 X 0', 'c=IN IP4 0.0.0.0', 'a=bundle-only']],
  ])('is left alone where it %s', (_, head) => {
    expect(lead('v=0', 'c=IN IP4 192.0.2.1', ...head, candidate)).toEqual(['v=0', 'c=IN IP4 192.0.2.1', ...head, led]);
  });

  it('is left alone where no candidate stands for it', () => {
    const sdp = ['m=application 700 X 0', 'c=IN IP4 10.0.0.1', 'a=mid:0'];
    expect(lead(...sdp)).toEqual(sdp);
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

  it('are those of the first media section, where the session says something else (RFC 8839 section 5.4)', () => {
    const sdp = 'v=0\r\na=ice-ufrag:sess\r\na=ice-pwd:session\r\nm=a\r\na=ice-ufrag:medi\r\na=ice-pwd:media\r\n';
    expect(readFacts(sdp)).toMatchObject({ ufrag: 'medi', password: 'media' });
    expect(readFacts('a=ice-ufrag:sess\na=ice-pwd:session\nm=a\n')).toMatchObject({ ufrag: 'sess' });
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
