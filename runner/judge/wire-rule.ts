/**
 * Whether what two peers say of themselves can be true, by what crossed the path between them. Pure.
 *
 * A rule asks only for what no implementation can do without, and counts what the link passed on wherever the other
 * side must have got it; so retransmissions, other orders, several records in a datagram and handshakes that begin
 * anew contradict nobody. Of a path that goes on with what began on another, the wire says nothing.
 */
import type { PathEvidence } from '../link/evidence/path-evidence.ts';
import type { Role, Stage } from '../model.ts';
import { findForeign, findMissing, type Fingerprints } from './wire-rule-fingerprint.ts';
import { checkHandshake } from './wire-rule-handshake.ts';

/** `connected`: the side said that its DTLS handshake is complete. `none`: it said nothing that the wire could deny. */
export type Claim = 'connected' | 'none';

export interface WireClaims {
  readonly client: Claim;
  readonly server: Claim;
  /** Messages on a data channel were said to have gone, so that both sides must have sent SCTP. */
  readonly data: boolean;
  readonly fingerprints: Fingerprints;
  /** Another path of these two sides was there before this one: what goes on here may have begun on that. */
  readonly begunElsewhere?: boolean;
}

export interface WireObjection {
  /** Whose word is wrong; null where that may be either's. */
  readonly side: Role | null;
  readonly stage: Stage;
  /** One sentence: who said what, and what the wire shows. */
  readonly reason: string;
  /** The number on the path of the packet that shows it; null where something that is missing shows it. */
  readonly packet: number | null;
}

const sides = ['client', 'server'] as const;

/** Null: the wire contradicts nothing. */
export function checkWire(evidence: PathEvidence, claims: WireClaims): WireObjection | null {
  const claimants = sides.filter((side) => claims[side] === 'connected');
  if (claimants.length === 0) return null;
  if (claims.begunElsewhere === true && goesOn(evidence)) return null;
  const gap = checkHandshake(evidence, claimants);
  if (gap !== null) return { side: gap.side, stage: 'DTLS', reason: gap.reason, packet: null };
  for (const side of claimants) {
    const wrong = checkCertificate(evidence, side, claims.fingerprints);
    if (wrong !== null) return { side, stage: 'DTLS', ...wrong };
  }
  if (!claims.data) return null;
  const reason = checkData(evidence, claimants);
  const [only] = claimants;
  const side = claimants.length === 1 ? (only ?? null) : null;
  return reason === null ? null : { side, stage: 'SCTP', reason, packet: null };
}

/** The first thing of DTLS that the path saw is no ClientHello, and both sides have keys: these came another way. */
function goesOn({ dtls }: PathEvidence): boolean {
  const hellos = sides.map((side) => dtls.sides[side].clientHello.first);
  const others = [
    ...dtls.messages.map(({ mark }) => mark.first),
    ...sides.map((side) => dtls.sides[side].encrypted.first),
  ];
  const earliest = (moments: readonly ({ readonly packet: number } | null)[]): number =>
    Math.min(...moments.map((moment) => moment?.packet ?? Infinity));
  const haveKeys = sides.every((side) => dtls.sides[side].encrypted.delivered > 0);
  return haveKeys && earliest(others) < earliest(hellos);
}

/** Whoever is connected has compared the other's certificate with the other's description. */
function checkCertificate(
  { dtls }: PathEvidence,
  side: Role,
  fingerprints: Fingerprints,
): { readonly reason: string; readonly packet: number | null } | null {
  const other = side === 'client' ? 'server' : 'client';
  const missing = findMissing(other, dtls);
  if (missing !== null)
    return { reason: `${side}: said connected, although ${missing} (RFC 8122 section 6.2)`, packet: null };
  const foreign = findForeign(other, dtls.sides[other], fingerprints);
  if (foreign === null) return null;
  const reason = `${side}: said connected, although ${foreign.which} (RFC 8122 section 6.2)`;
  return { reason, packet: foreign.packet };
}

/** Messages take SCTP from both sides, be it only to acknowledge them, after the handshake (RFC 8261 section 3). */
function checkData({ dtls }: PathEvidence, claimants: readonly Role[]): string | null {
  const speaker = claimants.length === 2 ? 'both' : claimants.join();
  for (const side of sides) {
    const { applicationData, applicationDataAfterFinished } = dtls.sides[side];
    if (applicationDataAfterFinished > 0) continue;
    return `${speaker} said that data went both ways, but ${describe(side, applicationData)} (RFC 8261 section 3)`;
  }
  return null;
}

function describe(side: Role, { sent, delivered }: { readonly sent: number; readonly delivered: number }): string {
  if (sent === 0) return `${side} sent no application data`;
  if (delivered === 0) return `none of the application data of ${side} was passed on`;
  return `${side} sent no application data after the handshake`;
}
