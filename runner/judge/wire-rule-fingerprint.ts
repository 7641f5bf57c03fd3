/** A certificate that was shown against the fingerprints of a description (RFC 8122 sections 5 and 6.2). Pure. */
import { createHash } from 'node:crypto';
import type { DtlsEvidence, DtlsSide } from '../link/evidence/path-evidence.ts';
import type { Role } from '../model.ts';

/** The values of all `a=fingerprint` lines of each side's description, as the *other* side was given it. */
export type Fingerprints = Readonly<Record<Role, readonly string[]>>;

interface Shown {
  /** SHA-256, `AA:BB:…`. */
  readonly fingerprint: string;
  /** Base64; null where it was too long to keep. */
  readonly der: string | null;
}

const hashes = new Map([
  ['sha-1', 'sha1'],
  ['sha-224', 'sha224'],
  ['sha-384', 'sha384'],
  ['sha-512', 'sha512'],
]);

/** Null where a certificate that `side` showed is one of its description's, and where that cannot be told. */
export function findForeign(
  side: Role,
  { certificates, certificatesDropped }: DtlsSide,
  fingerprints: Fingerprints,
): { readonly which: string; readonly packet: number } | null {
  const [shown] = certificates;
  if (shown === undefined || certificatesDropped > 0 || fingerprints[side].length === 0) return null;
  if (certificates.some((certificate) => isOneOf(certificate, fingerprints[side]))) return null;
  const which = `the certificate that ${side} showed (SHA-256 ${shown.fingerprint}) is not the one of its description`;
  return { which, packet: shown.packet };
}

/**
 * In words, that a whole handshake of DTLS 1.2 went by in which `side` showed no certificate, so that nobody can have
 * compared one. Null where there was one, be it one that cannot be read, and where that cannot be told: a handshake that
 * resumes a session has none, and no ServerHelloDone (RFC 5246 section 7.3).
 */
export function findMissing(side: Role, { version, messages, messagesDropped, sides }: DtlsEvidence): string | null {
  if ((version !== 'DTLS 1.2' && version !== 'DTLS 1.0') || messagesDropped > 0) return null;
  if (!messages.some(({ name, mark }) => name === 'ServerHelloDone' && mark.delivered > 0)) return null;
  const { certificates, emptyCertificates } = sides[side];
  if (certificates.length > 0) return null;
  if (emptyCertificates > 0) return `${side} showed an empty list of certificates`;
  const isSent = messages.some(({ from, name }) => from === side && name === 'Certificate');
  return isSent ? null : `${side} showed no certificate`;
}

/**
 * True as well where a line cannot be checked: a hash that is unknown here, a certificate that was not kept.
 * @param fingerprints values of `a=fingerprint`: `sha-256 AA:BB:…`
 */
export function isOneOf(shown: Shown, fingerprints: readonly string[]): boolean {
  return fingerprints.some((line) => {
    const [algorithm = '', value = ''] = line.trim().toLowerCase().split(/\s+/);
    const wanted = value.replaceAll(':', '');
    if (algorithm === 'sha-256') return wanted === shown.fingerprint.toLowerCase().replaceAll(':', '');
    const hash = hashes.get(algorithm);
    if (hash === undefined || shown.der === null) return true;
    return createHash(hash).update(Buffer.from(shown.der, 'base64')).digest('hex') === wanted;
  });
}
