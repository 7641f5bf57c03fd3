/** The STUN part of a path's evidence: connectivity checks, nomination, roles, integrity (RFC 8445 section 7). */
import { checkFingerprint, checkIntegrity } from '../packets/stun-check.ts';
import { parseStun, type StunMessage } from '../packets/stun.ts';
import { closeMark, count, createMark, otherSide, type MalformedLog, type Seen } from './marks.ts';
import type { Side, StunEvidence, StunSide } from './path-evidence.ts';

const BINDING = 1;
const ROLE_CONFLICT = 487;
const ERROR_CODES = 8;
/** Each ICE restart brings new credentials; older ones than these are forgotten. */
const CREDENTIALS = 8;
/** A flood of checks shall not keep the link busy with HMACs: further ones count as unchecked. */
const INTEGRITY_CHECKS = 2_000;

export interface StunObserver {
  /** @returns what the packet is, for `last` */
  take(bytes: Buffer, seen: Seen): string;
  setCredentials(side: Side, ufrag: string, password: string): void;
  summary(): StunEvidence;
}

export function createStunObserver(malformed: Readonly<Record<Side, MalformedLog>>): StunObserver {
  const sides = { client: createSide(), server: createSide() };
  const credentials = { client: new Map<string, string>(), server: new Map<string, string>() };
  let roleConflict = false;

  function noteIntegrity(side: OpenSide, bytes: Buffer, message: StunMessage, from: Side): void {
    if (message.integrityAt === null) {
      if (message.hasIntegritySha256) side.integrity.unchecked += 1;
      else side.integrity.missing += 1;
      return;
    }
    const passwords = findPasswords(message, credentials, from);
    if (passwords.length === 0 || side.checks >= INTEGRITY_CHECKS) {
      side.integrity.unchecked += 1;
      return;
    }
    side.checks += 1;
    const ok = passwords.some((password) => checkIntegrity(bytes, message, password) === true);
    side.integrity[ok ? 'ok' : 'bad'] += 1;
  }

  return {
    take(bytes, seen) {
      const parsed = parseStun(bytes);
      if (!parsed.ok) {
        malformed[seen.from].note(seen.packet, `STUN: ${parsed.reason}`);
        return 'malformed STUN';
      }
      const { message } = parsed;
      const side = sides[seen.from];
      const fingerprint = checkFingerprint(bytes, message);
      side.fingerprint[fingerprint === null ? 'missing' : fingerprint ? 'ok' : 'bad'] += 1;
      if (message.method !== BINDING) return `STUN ${message.class} of method ${message.method}`;
      if (message.class === 'request') takeRequest(side, message, seen);
      if (message.class === 'success') takeResponse(side, message, seen);
      if (message.class === 'error') {
        takeError(side, message, seen);
        roleConflict ||= message.errorCode === ROLE_CONFLICT;
      }
      if (message.class === 'request' || message.class === 'success') noteIntegrity(side, bytes, message, seen.from);
      return `STUN ${message.class}`;
    },
    setCredentials(side, ufrag, password) {
      const known = credentials[side];
      known.delete(ufrag);
      known.set(ufrag, password);
      const oldest = known.keys().next();
      if (known.size > CREDENTIALS && oldest.done !== true) known.delete(oldest.value);
    },
    summary: () => ({ client: closeSide(sides.client), server: closeSide(sides.server), roleConflict }),
  };
}

/**
 * RFC 8445 section 7.2.2: both request and response are protected by the password of whoever gets the request.
 * A request names it in front (`theirs:mine`); a response does not, so any of its sender's may be meant.
 */
function findPasswords(
  message: StunMessage,
  credentials: Readonly<Record<Side, ReadonlyMap<string, string>>>,
  from: Side,
): string[] {
  if (message.class !== 'request') return [...credentials[from].values()];
  const password = credentials[otherSide(from)].get(message.username?.split(':')[0] ?? '');
  return password === undefined ? [] : [password];
}

function takeRequest(side: OpenSide, message: StunMessage, seen: Seen): void {
  count(side.requests, seen);
  if (message.useCandidate) count(side.useCandidate, seen);
  if (message.role !== null) side[message.role] += 1;
  if (message.priority === null) side.withoutPriority += 1;
}

function takeResponse(side: OpenSide, message: StunMessage, seen: Seen): void {
  count(side.responses, seen);
  if (!message.hasMappedAddress) side.withoutMappedAddress += 1;
}

function takeError(side: OpenSide, message: StunMessage, seen: Seen): void {
  count(side.errors, seen);
  const code = message.errorCode ?? 0;
  const known = side.errorCodes.get(code);
  if (known !== undefined || side.errorCodes.size < ERROR_CODES) side.errorCodes.set(code, (known ?? 0) + 1);
}

type OpenSide = ReturnType<typeof createSide>;

function createSide() {
  return {
    requests: createMark(),
    responses: createMark(),
    errors: createMark(),
    errorCodes: new Map<number, number>(),
    useCandidate: createMark(),
    controlling: 0,
    controlled: 0,
    integrity: { ok: 0, bad: 0, missing: 0, unchecked: 0 },
    fingerprint: { ok: 0, bad: 0, missing: 0 },
    withoutPriority: 0,
    withoutMappedAddress: 0,
    checks: 0,
  };
}

function closeSide(side: OpenSide): StunSide {
  const { requests, responses, errors, errorCodes, useCandidate, integrity, fingerprint } = side;
  return {
    requests: closeMark(requests),
    responses: closeMark(responses),
    errors: closeMark(errors),
    errorCodes: Object.fromEntries([...errorCodes].map(([code, times]) => [String(code), times])),
    useCandidate: closeMark(useCandidate),
    controlling: side.controlling,
    controlled: side.controlled,
    integrity: { ...integrity },
    fingerprint: { ...fingerprint },
    withoutPriority: side.withoutPriority,
    withoutMappedAddress: side.withoutMappedAddress,
  };
}
