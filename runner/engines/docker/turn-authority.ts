/**
 * Who vouches for the TURN servers of a run that are reached over TLS. RSA, as every client has suites for that: those
 * that RFC 8489 section 6.2.3 makes mandatory.
 */
import { randomBytes, webcrypto } from 'node:crypto';

const DAY_MS = 86_400_000;
const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** Both are PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority {
  /** Its own certificate, PEM: who trusts this one trusts all for whom it vouches. */
  readonly root: string;
  /** @param name of the server, as its clients ask for it: the certificate's one DNS-ID (RFC 6125 section 1.8) */
  vouchFor(name: string): Promise<Identity>;
}

export async function makeAuthority(): Promise<Authority> {
  // Few runs need it, and it takes 0.1 s to load.
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  const keys = await makeKeys();
  const name = `CN=webrtc-interop ${randomBytes(4).toString('hex')}`;
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...commonFields(),
    name,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const vouchFor = async (host: string): Promise<Identity> => {
    const own = await makeKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...commonFields(),
      subject: `CN=${host}`,
      issuer: root.subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
        await x509.SubjectKeyIdentifierExtension.create(own.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(root),
      ],
    });
    const key = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
    return { certificate: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
  };
  return { root: root.toString('pem'), vouchFor };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** A day back, as clocks differ, and a week ahead, longer than any run. */
function commonFields() {
  const now = Date.now();
  return {
    serialNumber: `01${randomBytes(8).toString('hex')}`,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + 7 * DAY_MS),
    signingAlgorithm: ALGORITHM,
  };
}
