/** Connectivity checks and their answers (RFC 8445 section 7). */
import type { Side, StunSide } from '../link/evidence/path-evidence.ts';
import { allLines, valuesOf } from './description.ts';
import { SIDES, type Note, type Observed, type Rule } from './note.ts';

type Finding = Omit<Note, 'side'>;
type Check = (stun: StunSide) => Finding | false;

/** 7.2.4, 7.3: "The FINGERPRINT mechanism MUST be used for connectivity checks", and by the answerer of checks. */
const checkFingerprint: Check = ({ fingerprint, requests, responses, errors }) =>
  // Not certain beside other messages: an indication SHOULD have one (section 11).
  fingerprint.missing > 0 &&
  fingerprint.ok + fingerprint.bad + fingerprint.missing === requests.sent + responses.sent + errors.sent && {
    rule: 'stun-no-fingerprint',
    reference: 'RFC 8445 section 7.2.4',
    text: 'Checks, or answers to them, have no FINGERPRINT.',
  };

/** RFC 8489 section 14.7: the CRC-32 of the message, XOR 0x5354554e. */
const checkFingerprintValue: Check = ({ fingerprint }) =>
  fingerprint.bad > 0 && {
    rule: 'stun-bad-fingerprint',
    reference: 'RFC 8489 section 14.7',
    text: 'The FINGERPRINT of a message is not that of its bytes.',
  };

/** 7.2.2, 7.3: the short-term credential mechanism "MUST" be used for requests and responses. */
const checkIntegrity: Check = ({ integrity }) =>
  integrity.missing > 0 && {
    rule: 'stun-no-integrity',
    reference: 'RFC 8445 section 7.3',
    text: 'Checks, or answers to them, have no MESSAGE-INTEGRITY.',
  };

/** 7.1.1: "The PRIORITY attribute MUST be included in a Binding request". */
const checkPriority: Check = ({ withoutPriority }) =>
  withoutPriority > 0 && {
    rule: 'stun-no-priority',
    reference: 'RFC 8445 section 7.1.1',
    text: 'Checks have no PRIORITY.',
  };

/** 7.1.3: a Binding request of each agent "MUST include" ICE-CONTROLLING or ICE-CONTROLLED. */
const checkRole: Check = ({ requests, controlling, controlled }) =>
  requests.sent > controlling + controlled && {
    rule: 'stun-no-role',
    reference: 'RFC 8445 section 7.1.3',
    text: 'Checks have neither ICE-CONTROLLING nor ICE-CONTROLLED.',
  };

/** 7.1.2: "The controlled agent MUST NOT include the USE-CANDIDATE attribute in a Binding request." */
const checkNomination: Check = ({ useCandidate, controlling, controlled }) =>
  useCandidate.sent > 0 &&
  controlling === 0 &&
  controlled > 0 && {
    rule: 'stun-controlled-nominates',
    reference: 'RFC 8445 section 7.1.2',
    text: 'It nominated with USE-CANDIDATE, though all of its checks say ICE-CONTROLLED.',
  };

const checks: readonly Check[] = [
  checkFingerprint,
  checkFingerprintValue,
  checkIntegrity,
  checkPriority,
  checkRole,
  checkNomination,
];

export const checkStun: Rule = ({ evidence: { stun } }) =>
  SIDES.flatMap((side) =>
    checks.flatMap((check) => {
      const found = check(stun[side]);
      return found === false ? [] : [{ side, ...found }];
    }),
  );

/** RFC 8445 section 6.1.1: of two full agents "the initiating agent … MUST take the controlling role", the other not. */
export const checkRoles: Rule = (seen) => {
  const { stun } = seen.evidence;
  if (stun.roleConflict || !areFull(seen)) return [];
  const wrong: Readonly<Record<Side, boolean>> = {
    client: stun.client.controlled > 0 && stun.client.controlling === 0,
    server: stun.server.controlling > 0 && stun.server.controlled === 0,
  };
  const roles: Readonly<Record<Side, string>> = {
    client: 'It made the offer, and both are full, but its checks say ICE-CONTROLLED.',
    server: 'It answered the offer, and both are full, but its checks say ICE-CONTROLLING.',
  };
  return SIDES.filter((side) => wrong[side]).map((side) => ({
    side,
    rule: 'ice-role',
    reference: 'RFC 8445 section 6.1.1',
    text: roles[side],
  }));
};

function areFull({ offer, answer }: Observed): boolean {
  return [offer, answer].every((one) => one !== null && valuesOf(allLines(one), 'ice-lite').length === 0);
}

/** Consent, and a margin for clocks and queues. */
const CONSENT_MS = 30_000 + 2_000;

/**
 * RFC 7675 section 5.1: "if a valid STUN binding response has not been received … in 30 seconds, the endpoint MUST cease
 * transmission". Seen by DTLS that left a side later than that after the other's last response; a lite agent makes no checks.
 */
export const checkConsent: Rule = (seen) => {
  const { stun, traffic } = seen.evidence;
  if (!areFull(seen)) return [];
  return SIDES.filter((side) => {
    const answered = stun[side === 'client' ? 'server' : 'client'].responses.last;
    const sent = traffic[side].dtls.lastMs;
    return answered !== null && sent !== null && sent - answered.atMs > CONSENT_MS;
  }).map((side) => ({
    side,
    rule: 'ice-consent',
    reference: 'RFC 7675 section 5.1',
    text: 'It sent more than 30 s after the last response to its checks.',
  }));
};
