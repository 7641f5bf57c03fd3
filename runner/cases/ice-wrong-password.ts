import type { ScriptedCase } from './case.ts';
import { alterIcePasswords } from './sdp.ts';
import { bothConnected, createPairWithChannel, exchange, together } from './steps.ts';

const CHECKED = 'RFC 8445 section 7.3';
/** Counted from when an honest pair, begun at the same time, has connected: the other has had its chance. */
const WATCH_MS = 2_000;

export const iceWrongPassword: ScriptedCase = {
  name: 'ice-wrong-password',
  abbreviation: 'WP',
  title: 'With a wrong ice-pwd in the answer neither side ever connects (watched for 2 s).',
  spec: [CHECKED, 'RFC 8489 section 9.1'],
  number: null,
  script: async (world) => {
    const honest = await createPairWithChannel(world);
    const wrong = await createPairWithChannel(world);
    await together([exchange(wrong, { alterAnswer: alterIcePasswords }), exchange(honest)]);
    await bothConnected(honest);
    // The client signs its checks with the wrong password, so the server answers none of them, and no pair is nominated.
    await together([
      wrong.client.neverConnected(WATCH_MS, 'ICE', CHECKED),
      wrong.server.neverConnected(WATCH_MS, 'ICE', CHECKED),
    ]);
  },
};
