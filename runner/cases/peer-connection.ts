import type { ScriptedCase } from './case.ts';
import { bothConnected, createPairWithChannel, exchange } from './steps.ts';

export const peerConnection: ScriptedCase = {
  name: 'peer-connection',
  abbreviation: 'P',
  title: 'ICE connects, the DTLS handshake completes, and both sides report it.',
  spec: ['RFC 8829', 'RFC 8827 section 6.5', 'RFC 8445'],
  number: 0,
  script: async (world) => {
    const pair = await createPairWithChannel(world);
    await exchange(pair);
    await bothConnected(pair);
  },
};
