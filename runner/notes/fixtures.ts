/** What the tests of the rules start from: a pair that breaks nothing. */
import { createObserver } from '../link/evidence/observer.ts';
import type { PathEvidence } from '../link/evidence/path-evidence.ts';
import type { SctpEvidence } from '../link/evidence/sctp-evidence.ts';
import { parseDescription } from './description.ts';
import type { Observed, Rule } from './note.ts';

export const GOOD_OFFER = `v=0
o=- 4962303333179871722 1 IN IP4 0.0.0.0
s=-
t=0 0
a=ice-options:trickle ice2
a=group:BUNDLE d1
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=mid:d1
a=ice-ufrag:ETEn
a=ice-pwd:OtSK0WpNtpUjkY4+86js7Z/l
a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'A0').join(':')}
a=setup:actpass
a=sctp-port:5000
a=max-message-size:262144
a=candidate:1 1 udp 2113929471 203.0.113.100 10100 typ host
a=candidate:2 1 udp 1845494015 198.51.100.100 11100 typ srflx raddr 203.0.113.100 rport 10100
a=end-of-candidates
`;
export const GOOD_ANSWER = GOOD_OFFER.replace('a=setup:actpass', 'a=setup:active').replace(
  '4962303333179871722',
  '6729291447651054566',
);

/** `FROM -> TO` in the offer or the answer; `evidence` replaces that of a path without a packet. */
export interface Changes {
  readonly offer?: readonly [string | RegExp, string];
  readonly answer?: readonly [string | RegExp, string];
  readonly evidence?: PathEvidence;
  readonly sctp?: SctpEvidence;
}

export function observe({ offer, answer, evidence, sctp }: Changes): Observed {
  return {
    offer: parseDescription('client', change(GOOD_OFFER, offer)),
    answer: parseDescription('server', change(GOOD_ANSWER, answer)),
    evidence: evidence ?? createObserver().summary(),
    sctp: sctp ?? null,
  };
}

function change(sdp: string, replace: Changes['offer']): string {
  const changed = replace === undefined ? sdp : sdp.replace(...replace);
  if (replace !== undefined && changed === sdp) throw new Error(`nothing was replaced by ${String(replace[0])}`);
  return changed;
}

/** `SIDE RULE` of each note. */
export function notedBy(rule: Rule, changes: Changes): string[] {
  return rule(observe(changes)).map(({ side, rule: name }) => `${side} ${name}`);
}

/** `[name, changes, ...notes]` as rows of a table of tests. */
export function rowsOf<T>(rows: readonly (readonly [string, T, ...string[]])[]) {
  return rows.map(([name, changes, ...notes]) => ({ name, changes, notes }));
}
