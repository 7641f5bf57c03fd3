import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { connectWithChannel, expectCertificates } from './steps.ts';

export const certificateRsa: ScriptedCase = {
  name: 'certificate-rsa',
  abbreviation: 'CR',
  title: 'Both sides use RSA certificates of 2048 bits.',
  spec: ['RFC 8827 section 6.5', 'W3C WebRTC section 4.9.1'],
  number: null,
  // Making an RSA key takes a stack up to some seconds.
  heavy: true,
  script: async (world) => {
    const options = { client: { certificate: 'RSA' }, server: { certificate: 'RSA' } } as const;
    const pair = await connectWithChannel(world, { options });
    await echo(pair, world.text('rsa'));
    await expectCertificates(world, pair, options);
  },
};
