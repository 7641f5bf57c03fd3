/** A self-signed certificate, for a stack that takes one as PEM and makes none by itself. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface PemCertificate {
  readonly certificate: string;
  readonly key: string;
}

const tag = { integer: 0x02, bits: 0x03, null: 0x05, oid: 0x06, utf8: 0x0c, time: 0x17, sequence: 0x30, set: 0x31 };

/** One DER value (X.690 section 8.1). */
function der(type: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([type, ...length]), content]);
}

const sha256WithRsa = der(tag.sequence, der(tag.oid, Buffer.from('2a864886f70d01010b', 'hex')), der(tag.null));
const commonName = der(tag.oid, Buffer.from('550403', 'hex'));

/** UTCTime (RFC 5280 section 4.1.2.5.1). */
function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(tag.time, Buffer.from(digits.slice(2)));
}

let shared: PemCertificate | undefined;

/** One for the whole process: making the key takes up to a second. */
export function shareRsaCertificate(): PemCertificate {
  return (shared ??= makeRsaCertificate());
}

/** RSA with 2048 bits, SHA-256, valid from yesterday for 30 days (RFC 5280; RFC 8827 section 6.5). */
export function makeRsaCertificate(now = new Date()): PemCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const day = 24 * 60 * 60 * 1000;
  const name = der(tag.sequence, der(tag.set, der(tag.sequence, commonName, der(tag.utf8, Buffer.from('interop')))));
  // Positive and at most 20 octets (RFC 5280 section 4.1.2.2): the first bits are 01.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const validity = der(tag.sequence, time(new Date(now.getTime() - day)), time(new Date(now.getTime() + 29 * day)));
  const version3 = der(0xa0, der(tag.integer, Buffer.from([2])));
  const body = der(
    tag.sequence,
    version3,
    der(tag.integer, serial),
    sha256WithRsa,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(tag.bits, Buffer.from([0]), sign('sha256', body, privateKey));
  const whole = der(tag.sequence, body, sha256WithRsa, signature);
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
