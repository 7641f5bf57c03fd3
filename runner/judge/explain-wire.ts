/**
 * For a cell that failed: how far the wire got, and which side stopped answering. Pure.
 * Null where the wire does not tell for certain: a guess would blame somebody's software.
 */
import type { PathEvidence } from '../link/evidence/path-evidence.ts';
import type { Role } from '../model.ts';
import { findForeign, type Fingerprints } from './wire-rule-fingerprint.ts';
import { explainHandshake } from './explain-wire-handshake.ts';
import { otherOf, seconds, sides, span, type WireExplanation } from './explain-wire-words.ts';

export type { WireExplanation };

/** So often and so long must something be asked before the absence of an answer means anything. */
const ASKED_TIMES = 3;
const ASKED_MS = 1_000;

/** @param described null where the descriptions may have been altered on purpose */
export function explainWire(evidence: PathEvidence, described: Fingerprints | null): WireExplanation | null {
  const { dtls } = evidence;
  if (evidence.packets === 0) return { side: null, stage: 'ICE', reason: 'no packet crossed the path', packet: null };
  const begun = sides.some((side) => dtls.sides[side].records.sent > 0);
  if (!begun) return explainChecks(evidence);
  for (const side of sides) {
    const foreign = described === null ? null : findForeign(side, dtls.sides[side], described);
    if (foreign === null) continue;
    return { side, stage: 'DTLS', reason: `${foreign.which} (RFC 8122 section 6.2)`, packet: foreign.packet };
  }
  const done = sides.every((side) => dtls.sides[side].finished.delivered > 0);
  return done ? explainData(evidence) : explainHandshake(dtls);
}

/** No DTLS yet: connectivity checks (RFC 8445 section 7). */
function explainChecks({ stun, traffic }: PathEvidence): WireExplanation | null {
  const answered = (side: Role): boolean => stun[otherOf(side)].responses.delivered > 0;
  for (const side of sides) {
    const { requests, integrity } = stun[side];
    const other = otherOf(side);
    if (answered(side) || requests.delivered < ASKED_TIMES || span(requests) < ASKED_MS) continue;
    const packet = requests.lastDelivered?.packet ?? null;
    const asked = `${requests.delivered} connectivity checks of ${side} within ${seconds(span(requests))}`;
    if (integrity.bad > 0 && integrity.ok === 0) {
      const reason = `none of the ${asked} has the integrity that the password of ${other} gives (RFC 8445 section 7.2.2)`;
      return { side, stage: 'ICE', reason: `${reason}, and none was answered`, packet };
    }
    // Silence is only wrong where the checks were right; an error response is an answer.
    if (integrity.ok === 0 || stun[other].errors.sent > 0) continue;
    const mute = Object.values(traffic[other]).every(({ sent }) => sent === 0);
    const reason = mute
      ? `${other} never sent a packet, although the link passed it ${asked}`
      : `${other} answered none of ${asked}`;
    return { side: other, stage: 'ICE', reason: `${reason} (RFC 8445 section 7.3)`, packet };
  }
  if (!sides.every(answered)) return null;
  if (sides.every((side) => stun[side].useCandidate.sent === 0)) {
    return {
      side: null,
      stage: 'ICE',
      reason: 'connectivity checks were answered both ways, but none nominated (RFC 8445 section 8.1.1)',
      packet: null,
    };
  }
  return {
    side: null,
    stage: 'DTLS',
    reason: 'connectivity checks were answered both ways, but neither side sent a ClientHello (RFC 8842 section 5.3)',
    packet: null,
  };
}

/** The handshake is done: encrypted records remain. */
function explainData({ dtls }: PathEvidence): WireExplanation | null {
  const done = Math.max(...sides.map((side) => dtls.sides[side].finished.firstDelivered?.atMs ?? 0));
  for (const side of sides) {
    if (dtls.sides[side].applicationData.sent > 0) continue;
    const alert = dtls.alerts.find(({ from, level }) => from === side && level === null);
    // A side that closes at the end alerts too; only what follows the handshake at once is about the handshake.
    if (alert !== undefined && alert.atMs >= done && alert.atMs - done < ASKED_MS) {
      const when = `${Math.round(alert.atMs - done)} ms after the handshake`;
      const reason = `${side} sent an encrypted alert ${when} and no application data`;
      return { side, stage: 'DTLS', reason, packet: alert.packet };
    }
  }
  for (const side of sides) {
    const { applicationData } = dtls.sides[side];
    const other = otherOf(side);
    if (dtls.sides[other].applicationData.sent > 0) continue;
    if (applicationData.delivered < ASKED_TIMES || span(applicationData) < ASKED_MS) continue;
    const asked = `${applicationData.delivered} records of application data within ${seconds(span(applicationData))}`;
    const reason = `${other} answered none of ${side}'s ${asked} after the handshake`;
    // Nobody, because a packet with a wrong checksum or keys is to be ignored (RFC 9260 section 6.8).
    return { side: null, stage: 'SCTP', reason, packet: applicationData.lastDelivered?.packet ?? null };
  }
  if (sides.every((side) => dtls.sides[side].applicationData.sent === 0)) {
    return {
      side: null,
      stage: 'SCTP',
      reason: 'the DTLS handshake was complete, but neither side sent application data',
      packet: null,
    };
  }
  return null;
}
