import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { giveUp } from './partial.ts';
import { connectWithChannel, openChannel } from './steps.ts';

/** A message is neither sent nor sent again when the time is over. */
const TIMED = 'W3C WebRTC section 6.2';
const LIFE_TIME_MS = 500;
/** It is over when the path is mended, and the retransmission timer of 1 s (RFC 9260 section 16) not yet. */
const CUT_MS = LIFE_TIME_MS + 200;
/** Until that timer has run out, with a long way to go for slow machines. */
const QUIET_MS = 3_000;
const TIMERS_MS = 20_000;

export const maxPacketLifeTime: ScriptedCase = {
  name: 'max-packet-life-time',
  abbreviation: 'LT',
  title: 'A message is given up when its life time, here 500 ms, is over; those after it arrive.',
  spec: [TIMED, 'RFC 8831 section 6.1', 'RFC 3758 section 4.1'],
  number: null,
  needsLink: true,
  extraMs: TIMERS_MS,
  script: async (world) => {
    const { client, server } = await connectWithChannel(world);
    const init = { label: 'half a second', maxPacketLifeTime: LIFE_TIME_MS };
    const { near, far } = await openChannel(client, server, init);
    await echo({ near, far }, world.text(init.label));
    const lost = { transmissions: 1, cutMs: CUT_MS, quietMs: QUIET_MS, reference: TIMED };
    await giveUp(world, { ...lost, connection: client, from: near, to: far });
    await giveUp(world, { ...lost, connection: server, from: far, to: near });
  },
};
