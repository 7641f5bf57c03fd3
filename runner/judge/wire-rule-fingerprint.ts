/** A certificate that was shown against the fingerprints of a description (RFC 8122 sections 5 and 6.2). Pure. */
import { createHash } from 'node:crypto';

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
