import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { connectWithChannel, expectCertificates, forEachSupported, type PairOptions } from './steps.ts';

const WAYS: readonly PairOptions[] = [
  { client: { certificate: 'RSA' }, server: { certificate: 'ECDSA' } },
  { client: { certificate: 'ECDSA' }, server: { certificate: 'RSA' } },
];

export const certificateMixed: ScriptedCase = {
  name: 'certificate-mixed',
  abbreviation: 'CM',
  title: 'One side uses an RSA certificate, the other an ECDSA one, both ways round.',
  spec: ['RFC 8827 section 6.5', 'W3C WebRTC section 4.9.1'],
  number: null,
  // Making an RSA key takes a stack up to some seconds.
  heavy: true,
  script: (world) =>
    forEachSupported(WAYS, async (options) => {
      const pair = await connectWithChannel(world, { options });
      await echo(pair, world.text('mixed'));
      await expectCertificates(world, pair, options);
    }),
};
