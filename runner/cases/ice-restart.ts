import type { Role } from '../model.ts';
import type { Description } from '../peers/driven/connection.ts';
import { expectEqual, expectThat } from '../peers/driven/failure.ts';
import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { readValue } from './sdp.ts';
import { bothConnected, connectWithChannel, exchange } from './steps.ts';

const RESTART = 'RFC 8445 section 9';
/** Who has to take new credentials: whoever restarts, and whoever accepts it. */
const OFFERED = 'RFC 8839 section 4.4.1.1.1';
const ANSWERED = 'RFC 8839 section 4.4.2.1';

export const iceRestart: ScriptedCase = {
  name: 'ice-restart',
  abbreviation: 'IR',
  title: 'After new ICE credentials on both sides the same channel carries messages.',
  spec: [RESTART, 'RFC 8829 section 5.2.3.1', OFFERED, ANSWERED],
  number: null,
  script: async (world) => {
    const { near, far, offer, answer, ...pair } = await connectWithChannel(world);
    await echo({ near, far }, world.text('before'));
    await pair.client.restartIce();
    const restarted = await exchange(pair);
    expectNewCredentials('client', offer, restarted.offer);
    expectNewCredentials('server', answer, restarted.answer);
    await bothConnected(pair);
    await echo({ near, far }, world.text('after'), RESTART);
    for (const { side, state } of [near, far]) {
      expectEqual({ side: side.role, stage: 'SCTP', reference: RESTART }, 'channel state', state, 'open');
    }
  },
};

/** User fragment and password both change, in the offer and in the answer. */
function expectNewCredentials(side: Role, before: Description, after: Description): void {
  for (const attribute of ['ice-ufrag', 'ice-pwd'] as const) {
    const [old, now] = [readValue(before.sdp, attribute), readValue(after.sdp, attribute)];
    const claim = { side, stage: 'signalling', reference: side === 'client' ? OFFERED : ANSWERED } as const;
    expectThat(
      claim,
      `a=${attribute} of the ${after.type}`,
      now,
      now !== null && now !== old,
      'another one than before',
    );
  }
}
