import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeRsaCertificate } from './certificate.ts';

it('makes a certificate that is valid now, signed by its own RSA key of 2048 bits', () => {
  const { certificate, key } = makeRsaCertificate(new Date('2031-02-03T04:05:06Z'));
  const parsed = new X509Certificate(certificate);
  expect(parsed.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(parsed.checkIssued(parsed)).toBe(true);
  expect(new Date(parsed.validFrom)).toEqual(new Date('2031-02-02T04:05:06Z'));
  expect(new Date(parsed.validTo)).toEqual(new Date('2031-03-04T04:05:06Z'));
});

it('has a positive serial number of its own', () => {
  const serials = [1, 2].map(() => new X509Certificate(makeRsaCertificate().certificate).serialNumber);
  expect(serials[0]).toMatch(/^[4-7][0-9A-F]{31}$/);
  expect(serials[0]).not.toBe(serials[1]);
});
