/** The two checks that a STUN message carries with it (RFC 8489 sections 14.5 and 14.7). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { StunMessage } from './stun.ts';

const FINGERPRINT_XOR = 0x5354554e;
const INTEGRITY_BYTES = 20;

/** Null where the message has no FINGERPRINT. @param bytes the datagram that `message` was parsed from */
export function checkFingerprint(bytes: Buffer, message: StunMessage): boolean | null {
  const at = message.fingerprintAt;
  if (at === null) return null;
  return bytes.readUInt32BE(at + 4) === (crc32(bytes.subarray(0, at)) ^ FINGERPRINT_XOR) >>> 0;
}

/**
 * HMAC-SHA1 over what comes before the attribute, as if the message ended with it (RFC 8489 section 14.5).
 * Null where the message has no MESSAGE-INTEGRITY.
 * @param password of a short-term credential (RFC 8445 section 7.2.2): of whoever gets the request
 */
export function checkIntegrity(bytes: Buffer, message: StunMessage, password: string): boolean | null {
  const at = message.integrityAt;
  if (at === null) return null;
  const length = Buffer.allocUnsafe(2);
  length.writeUInt16BE(at + 4 + INTEGRITY_BYTES - 20);
  const hmac = createHmac('sha1', password)
    .update(bytes.subarray(0, 2))
    .update(length)
    .update(bytes.subarray(4, at))
    .digest();
  return timingSafeEqual(hmac, bytes.subarray(at + 4, at + 4 + INTEGRITY_BYTES));
}
