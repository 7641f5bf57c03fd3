import type { ScriptedCase } from './case.ts';
import { alterFingerprints } from './sdp.ts';
import { bothConnected, createPairWithChannel, exchange, together } from './steps.ts';

const CHECKED = 'RFC 8122 section 6.2';
/** Counted from when an honest pair, begun at the same time, has connected: the others have had their chance. */
const WATCH_MS = 2_000;

export const fingerprintMismatch: ScriptedCase = {
  name: 'fingerprint-mismatch',
  abbreviation: 'FM',
  title:
    'With a wrong fingerprint in the offer or in the answer, the side that got it never connects (watched for 2 s).',
  spec: [CHECKED, 'RFC 8827 section 6.5'],
  number: null,
  script: async (world) => {
    const honest = await createPairWithChannel(world);
    const wrongOffer = await createPairWithChannel(world);
    const wrongAnswer = await createPairWithChannel(world);
    await together([
      exchange(wrongOffer, { alterOffer: alterFingerprints }),
      exchange(wrongAnswer, { alterAnswer: alterFingerprints }),
      exchange(honest),
    ]);
    await bothConnected(honest);
    // The other side was not lied to: it may finish its half of the handshake before it learns.
    await together([
      wrongOffer.server.neverConnected(WATCH_MS, 'DTLS', CHECKED),
      wrongAnswer.client.neverConnected(WATCH_MS, 'DTLS', CHECKED),
    ]);
  },
};
