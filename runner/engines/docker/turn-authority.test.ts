import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { expect, it } from 'vitest';
import { makeAuthority, type Authority, type Identity } from './turn-authority.ts';

const NAME = 'turn-tls--2.example.test';

/** What a client that verifies says of a server with this identity; null: all is well. */
async function judge(identity: Identity, ca: string, host: string): Promise<string | null> {
  const server = createServer({ cert: identity.certificate, key: identity.key }, (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, servername: host, ca });
  try {
    return await new Promise((resolve) => {
      socket.on('secureConnect', () => {
        resolve(null);
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code ?? error.message);
      });
    });
  } finally {
    socket.destroy();
    server.close();
  }
}

it('vouches for a server by its name, to whoever trusts its root and to nobody else', async () => {
  const [authority, stranger]: readonly Authority[] = await Promise.all([makeAuthority(), makeAuthority()]);
  if (authority === undefined || stranger === undefined) throw new Error('two were made');
  const identity = await authority.vouchFor(NAME);
  expect(await judge(identity, authority.root, NAME)).toBeNull();
  expect(await judge(identity, authority.root, 'turn-tls.example.test')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(await judge(identity, stranger.root, NAME)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  // A server that came in the place of another is of the same root.
  expect(await judge(await authority.vouchFor(NAME), authority.root, NAME)).toBeNull();
});

it('says RSA, what a client of TLS 1.2 has to have suites for, and a week', async () => {
  const { X509Certificate } = await import('node:crypto');
  const authority = await makeAuthority();
  const { certificate } = await authority.vouchFor(NAME);
  const read = new X509Certificate(certificate);
  expect(read.publicKey.asymmetricKeyType).toBe('rsa');
  expect(read.subjectAltName).toBe(`DNS:${NAME}`);
  expect(read.ca).toBe(false);
  expect(read.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(new X509Certificate(authority.root).ca).toBe(true);
  const day = 86_400_000;
  expect(Date.parse(read.validFrom)).toBeLessThan(Date.now() - day / 2);
  expect(Date.parse(read.validTo)).toBeGreaterThan(Date.now() + 6 * day);
});
