/** The certificate that DTLS 1.2 shows in clear (RFC 5246 section 7.4.2). */
import { createHash } from 'node:crypto';
import { openCursor, readVector } from './cursor.ts';

/**
 * The first certificate of a Certificate message, DER; a view, not a copy.
 * @param body the message without its header
 * @returns `empty` where the sender shows none (RFC 5246 section 7.4.6), null where the message is malformed
 */
export function readFirstCertificate(body: Buffer): Buffer | 'empty' | null {
  const cursor = openCursor(body);
  const list = openCursor(readVector(cursor, 3));
  if (cursor.failed) return null;
  if (list.bytes.length === 0) return 'empty';
  const der = readVector(list, 3);
  return list.failed || der.length === 0 ? null : der;
}

/** As SDP writes it: `AA:BB:…` (RFC 8122 section 5). @param algorithm a hash by its SDP name, like `sha-256` */
export function fingerprint(der: Buffer, algorithm: 'sha-1' | 'sha-224' | 'sha-256' | 'sha-384' | 'sha-512'): string {
  const digest = createHash(algorithm.replace('-', '')).update(der).digest('hex').toUpperCase();
  return digest.replaceAll(/(..)(?!$)/g, '$1:');
}
