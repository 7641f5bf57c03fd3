import { expectEqual } from '../peers/driven/failure.ts';
import type { ScriptedCase } from './case.ts';
import { readValue, setSetup } from './sdp.ts';
import { bothConnected, createPairWithChannel, exchange } from './steps.ts';

const ROLES = 'RFC 8842 section 5.3';

export const dtlsOffererActive: ScriptedCase = {
  name: 'dtls-offerer-active',
  abbreviation: 'DA',
  title: 'An offer with a=setup:active is answered passive, and the offerer is the DTLS client.',
  spec: [ROLES, 'RFC 5763 section 5'],
  number: null,
  script: async (world) => {
    const pair = await createPairWithChannel(world);
    // The offerer said actpass and is ready for either role; on the way this becomes active.
    const { answer } = await exchange(pair, { alterOffer: (sdp) => setSetup(sdp, 'active') });
    const signalling = { side: 'server', stage: 'signalling', reference: ROLES } as const;
    expectEqual(signalling, 'a=setup of the answer', readValue(answer.sdp, 'setup'), 'passive');
    await bothConnected(pair);
    for (const [side, role] of [
      ['client', 'client'],
      ['server', 'server'],
    ] as const) {
      const { dtlsRole } = await pair[side].transport();
      if (dtlsRole !== undefined) expectEqual({ side, stage: 'DTLS', reference: ROLES }, 'DTLS role', dtlsRole, role);
    }
  },
};
