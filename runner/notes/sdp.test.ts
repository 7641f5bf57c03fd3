import { describe, expect, it } from 'vitest';
import { notedBy, rowsOf, type Changes } from './fixtures.ts';
import type { Rule } from './note.ts';
import { descriptionRules } from './take-notes.ts';

const all: Rule = (seen) => descriptionRules.flatMap((rule) => rule(seen));

it('finds nothing in a pair of descriptions that break nothing', () => {
  expect(notedBy(all, {})).toEqual([]);
});

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
        'a hexadecimal password',
        { answer: [/ice-pwd:.*/, 'ice-pwd:d06564cb11372b205b9cfd'] },
        'server ice-password-bits',
      ],
      ['upper-case letters', { offer: [/ice-pwd:.*/, 'ice-pwd:FACEINOVACUGEGPAHZRIHY'] }, 'client ice-password-bits'],
      [
        'loopback',
        { offer: ['a=end', 'a=candidate:3 1 udp 9 ::1 9 typ host\na=end'] },
        'client ice-loopback-candidate',
      ],
      ['a high priority', { answer: ['2113929471', '4294967295'] }, 'server ice-candidate-priority'],
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
    ['only loopback', both(/203\.0\.113\.100 10100 typ host/, '127.0.0.1 10100 typ host')],
    ['extensions of a candidate', both('typ host', 'typ host generation 0 network-id 1')],
    ['upper-case UDP', both('1 udp', '1 UDP')],
    ['a long password of hexadecimal digits', both(/ice-pwd:.*/, 'ice-pwd:d06564cb11372b205b9cfdd06564cb11')],
    ['22 letters and digits', both(/ice-pwd:.*/, 'ice-pwd:us2s82k3ArcvI2hl7yoh9j')],
    ['CRLF', both(/\n/g, '\r\n')],
  ])('%s', (_, changes) => {
    expect(notedBy(all, changes)).toEqual([]);
  });
});
