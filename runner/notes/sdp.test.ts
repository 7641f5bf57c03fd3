import { describe, expect, it } from 'vitest';
import { GOOD_OFFER, notedBy, rowsOf, type Changes } from './fixtures.ts';
import type { Rule } from './note.ts';
import { descriptionRules } from './take-notes.ts';

const all: Rule = (seen) => descriptionRules.flatMap((rule) => rule(seen));

it('finds nothing in a pair of descriptions that break nothing', () => {
  expect(notedBy(all, {})).toEqual([]);
});

/** Another section of the BUNDLE, that repeats a candidate. */
const SECOND =
  'c=IN IP4 0.0.0.0\na=mid:d2\na=sctp-port:5001\na=candidate:1 1 udp 2113929471 203.0.113.100 10100 typ host\n';

/** A section before the one of the transport, which comes first in the BUNDLE. */
const TAGGED = '$1d1 d0$3m=audio 9 UDP/TLS/RTP/SAVPF 0\nc=IN IP4 0.0.0.0\na=mid:d0\n$4';

const both = (from: string | RegExp, to: string): Changes => ({ offer: [from, to], answer: [from, to] });

describe('what breaks a sentence', () => {
  it.each(
    rowsOf<Changes>([
      ['a line without a type', { offer: ['s=-\n', 's=-\nhello\n'] }, 'client sdp-malformed-line'],
      ['a short origin', { answer: [/o=.*/, 'o=- 1 IN IP4 0.0.0.0'] }, 'server sdp-malformed-line'],
      ['an empty session name', { offer: ['s=-', 's='] }, 'client sdp-malformed-line'],
      ['attributes before the time', { offer: ['t=0 0\n', 'a=x\nt=0 0\n'] }, 'client sdp-line-order'],
      ['a connection after attributes', { answer: [/(c=.*\n)(a=mid.*\n)/, '$2$1'] }, 'server sdp-line-order'],
      ['no connection', { answer: [/c=.*\n/, ''] }, 'server sdp-no-connection'],
      ['options with a comma', { answer: ['trickle ice2', 'ice2,trickle'] }, 'server sdp-ice-options-grammar'],
      ['a fingerprint in lower case', { answer: ['A0:A0', 'a0:A0'] }, 'server sdp-fingerprint-grammar'],
      ['a fingerprint that is too short', { answer: [':A0\n', '\n'] }, 'server sdp-fingerprint-grammar'],
      ['a candidate without a type', { answer: [' typ host', ''] }, 'server sdp-candidate-grammar'],
      ['a short fragment', { answer: ['ETEn', 'ETE'] }, 'server sdp-ice-ufrag-grammar'],
      ['a long fragment', { answer: ['ETEn', 'a'.repeat(33)] }, 'server sdp-long-ufrag'],
      ['no password', { answer: [/a=ice-pwd.*\n/, ''] }, 'server sdp-no-credentials'],
      ['no fingerprint', { offer: [/a=fingerprint.*\n/, ''] }, 'client sdp-no-fingerprint'],
      ['no setup', { offer: [/a=setup.*\n/, ''] }, 'client sdp-no-setup'],
      ['no SCTP port', { answer: [/a=sctp-port.*\n/, ''] }, 'server sdp-no-sctp-port'],
      ['an SCTP port that is none', { answer: ['sctp-port:5000', 'sctp-port:70000'] }, 'server sdp-sctp-port-grammar'],
      ['a size with a leading zero', { offer: ['size:2', 'size:02'] }, 'client sdp-max-message-size-grammar'],
      ['SDES', { offer: ['a=end', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\na=end'] }, 'client sdp-crypto'],
      ['a key', { offer: ['t=0 0\n', 't=0 0\nk=prompt\n'] }, 'client sdp-key-line'],
      ['no options in an offer', { offer: [/a=ice-options.*\n/, ''] }, 'client sdp-ice-options'],
      ['an offer without ice2', { offer: [' ice2', ''] }, 'client sdp-ice-options'],
      ['an active offer', { offer: ['actpass', 'active'] }, 'client sdp-offer-setup'],
      [
        'the old data section',
        { offer: ['UDP/DTLS/SCTP webrtc-datachannel', 'DTLS/SCTP 5000'] },
        'client sdp-data-section',
      ],
      ['an offer without a mid', { offer: [/a=mid.*\n/, ''] }, 'client sdp-no-mid'],
      ['an offer without BUNDLE', { offer: [/a=group.*\n/, ''] }, 'client sdp-offer-bundle'],
      ['an answer that drops the BUNDLE', { answer: [/a=group.*\n/, ''] }, 'server sdp-answer-bundle'],
      ['another media type', { answer: ['m=application', 'm=audio'] }, 'server sdp-answer-sections'],
      [
        'a section too many',
        { answer: [/$/, 'm=audio 0 UDP/TLS/RTP/SAVPF 0\nc=IN IP4 0.0.0.0\n'] },
        'server sdp-answer-sections',
      ],
      ['another time', { answer: ['t=0 0', 't=0 4294967296'] }, 'server sdp-answer-time'],
      ['an undecided answer', { answer: ['active', 'actpass'] }, 'server sdp-answer-setup'],
      [
        'loopback',
        { offer: ['a=end', 'a=candidate:3 1 udp 9 ::1 9 typ host\na=end'] },
        'client ice-loopback-candidate',
      ],
      ['a high priority', { answer: ['2113929471', '4294967295'] }, 'server ice-candidate-priority'],
      ['one priority for two candidates', { offer: ['1845494015', '2113929471'] }, 'client ice-equal-priorities'],
      [
        'one priority for two components',
        { answer: ['a=end', 'a=candidate:1 2 udp 2113929471 203.0.113.100 10101 typ host\na=end'] },
        'server ice-equal-priorities',
      ],
      ["the offer's origin", { answer: [/o=.*/, /o=.*/.exec(GOOD_OFFER)?.[0] ?? ''] }, 'server sdp-answer-origin'],
    ]),
  )('$name', ({ changes, notes }) => {
    expect(notedBy(all, changes)).toEqual(notes);
  });
});

describe('what is allowed', () => {
  it.each<readonly [string, Changes]>([
    ['fingerprint, setup and credentials of the session', both(/(m=[^]*)(a=ice-ufrag[^]*?)(a=sctp)/, '$2$1$3')],
    ['an answer without options', { answer: [/a=ice-options.*\n/, ''] }],
    ['options in the section', { offer: [/(a=ice-options.*\n)([^]*a=mid.*\n)/, '$2$1'] }],
    ['attributes that nobody knows', both('a=mid', 'a=extmap-allow-mixed\na=x-mine\na=mid')],
    ['a session name in words', { answer: ['s=-', 's=my stack'] }],
    ['no size, no candidates', both(/a=max-message[^]*$/, '')],
    ['a rejected data section', { answer: [/m=application 9([^]*)a=mid[^]*$/, 'm=application 0$1'] }],
    ['one candidate twice', both('a=end', 'a=candidate:9 1 UDP 2113929471 203.0.113.100 10100 typ host\na=end')],
    [
      'one priority in two sections',
      {
        offer: [/(a=group:BUNDLE d1)([^]*)$/, '$1 d2$2m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n' + SECOND],
        answer: [/(a=group:BUNDLE d1)([^]*)$/, '$1 d2$2m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n' + SECOND],
      },
    ],
    ['the transport in the section that the BUNDLE names first', both(/(a=group:BUNDLE )(d1)([^]*)(m=[^]*)$/, TAGGED)],
    ['SCTP over TCP, where the default candidate is of TCP', both('UDP/DTLS/SCTP', 'TCP/DTLS/SCTP')],
    ['only loopback', both(/203\.0\.113\.100 10100 typ host/, '127.0.0.1 10100 typ host')],
    ['extensions of a candidate', both('typ host', 'typ host generation 0 network-id 1')],
    ['upper-case UDP', both('1 udp', '1 UDP')],
    ['CRLF', both(/\n/g, '\r\n')],
  ])('%s', (_, changes) => {
    expect(notedBy(all, changes)).toEqual([]);
  });
});
