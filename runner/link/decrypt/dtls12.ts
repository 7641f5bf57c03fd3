/**
 * Decrypts records of DTLS 1.2 with the master secret of a key log: AES-GCM (RFC 5288) and ChaCha20-Poly1305 (RFC 7905),
 * which is what WebRTC stacks choose. What is returned was proved by its tag to come from that side in that handshake.
 */
import { createDecipheriv, createHmac } from 'node:crypto';
import type { DtlsRecord } from '../packets/dtls-records.ts';

type Cipher =
  | { readonly name: 'aes-128-gcm' | 'aes-256-gcm'; readonly keyBytes: number; readonly hash: string }
  | { readonly name: 'chacha20-poly1305'; readonly keyBytes: number; readonly hash: string };

interface Keys {
  readonly cipher: Cipher;
  readonly key: Buffer;
  readonly iv: Buffer;
}

export interface KeyPair {
  readonly client: Keys;
  readonly server: Keys;
}

interface Handshake {
  /** By its name in the registry of IANA. */
  readonly cipherSuite: string;
  /** Of both hellos, in hex. */
  readonly clientRandom: string;
  readonly serverRandom: string;
}

const TAG = 16;
/** AES-GCM sends the other 8 bytes of its nonce with each record (RFC 5288 section 3). */
const SALT = 4;
const EXPLICIT_NONCE = 8;
const CHACHA_IV = 12;

/** The log's lines `CLIENT_RANDOM <random> <master secret>` (RFC 9850 section 2) by the random; others are left out. */
export function readKeyLog(lines: readonly string[]): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const line of lines) {
    const found = /^CLIENT_RANDOM ([0-9a-f]{64}) ([0-9a-f]{96})$/i.exec(line.trim());
    const [, random, secret] = found ?? [];
    if (random !== undefined && secret !== undefined) secrets.set(random.toLowerCase(), secret);
  }
  return secrets;
}

/** RFC 5246 section 6.3. @returns null for a cipher suite of another kind */
export function deriveKeys({ cipherSuite, clientRandom, serverRandom }: Handshake, secret: string): KeyPair | null {
  const cipher = findCipher(cipherSuite);
  if (cipher === null) return null;
  const ivBytes = cipher.name === 'chacha20-poly1305' ? CHACHA_IV : SALT;
  const { keyBytes, hash } = cipher;
  const seed = Buffer.concat([Buffer.from('key expansion'), Buffer.from(serverRandom + clientRandom, 'hex')]);
  const block = expand(hash, Buffer.from(secret, 'hex'), seed, 2 * (keyBytes + ivBytes));
  const cut = (at: number, length: number): Buffer => block.subarray(at, at + length);
  const ivs = 2 * keyBytes;
  return {
    client: { cipher, key: cut(0, keyBytes), iv: cut(ivs, ivBytes) },
    server: { cipher, key: cut(keyBytes, keyBytes), iv: cut(ivs + ivBytes, ivBytes) },
  };
}

/** @returns the content; null where the keys do not fit or the record is none. Never throws. */
export function decryptRecord({ cipher, key, iv }: Keys, bytes: Buffer, record: DtlsRecord): Buffer | null {
  const content = bytes.subarray(record.start, record.end);
  const explicit = cipher.name === 'chacha20-poly1305' ? 0 : EXPLICIT_NONCE;
  const length = content.length - explicit - TAG;
  if (length < 0) return null;
  // Epoch and sequence number, then type and version, as they stand in the header (RFC 6347 section 4.1.2.1).
  const header = bytes.subarray(record.start - 13, record.start);
  const number = header.subarray(3, 11);
  const aad = Buffer.concat([number, header.subarray(0, 3), Buffer.from([length >> 8, length & 0xff])]);
  try {
    const decipher =
      cipher.name === 'chacha20-poly1305'
        ? createDecipheriv(cipher.name, key, maskNonce(iv, number), { authTagLength: TAG })
        : createDecipheriv(cipher.name, key, Buffer.concat([iv, content.subarray(0, EXPLICIT_NONCE)]));
    decipher.setAAD(aad, { plaintextLength: length });
    decipher.setAuthTag(content.subarray(content.length - TAG));
    const plain = decipher.update(content.subarray(explicit, content.length - TAG));
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}

function findCipher(suite: string): Cipher | null {
  const found = /_WITH_(?:AES_(128|256)_GCM_SHA(256|384)|CHACHA20_POLY1305_SHA256)$/.exec(suite);
  if (found === null) return null;
  const [, bits, hash] = found;
  if (bits === undefined) return { name: 'chacha20-poly1305', keyBytes: 32, hash: 'sha256' };
  return { name: bits === '128' ? 'aes-128-gcm' : 'aes-256-gcm', keyBytes: Number(bits) / 8, hash: `sha${hash ?? ''}` };
}

/** P_hash of RFC 5246 section 5. */
function expand(hash: string, secret: Buffer, seed: Buffer, length: number): Buffer {
  const sign = (data: Buffer): Buffer => createHmac(hash, secret).update(data).digest();
  const parts: Buffer[] = [];
  let chained = seed;
  for (let have = 0; have < length;) {
    chained = sign(chained);
    const part = sign(Buffer.concat([chained, seed]));
    parts.push(part);
    have += part.length;
  }
  return Buffer.concat(parts);
}

/** RFC 7905 section 2: the record's number, padded on the left, XOR the IV. */
function maskNonce(iv: Buffer, number: Buffer): Buffer {
  const nonce = Buffer.from(iv);
  for (const [index, byte] of number.entries()) nonce[index + 4] = (nonce[index + 4] ?? 0) ^ byte;
  return nonce;
}
