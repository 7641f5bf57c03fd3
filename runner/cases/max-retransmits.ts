import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { giveUp } from './partial.ts';
import { connectWithChannel, openChannel } from './steps.ts';

const LIMITED = 'RFC 7496 section 3.1';
const LIMITS = [0, 1];
/** Eight retransmission timers of 1 s and more (RFC 9260 section 16), some of them doubled. */
const TIMERS_MS = 40_000;

export const maxRetransmits: ScriptedCase = {
  name: 'max-retransmits',
  abbreviation: 'MR',
  title: 'A message is given up when it was sent again as often as the channel says; those after it arrive.',
  spec: [LIMITED, 'RFC 8831 section 6.1', 'RFC 3758 section 3.5'],
  number: null,
  needsLink: true,
  extraMs: TIMERS_MS,
  script: async (world) => {
    const { client, server } = await connectWithChannel(world);
    for (const limit of LIMITS) {
      const init = { label: `at most ${limit}`, maxRetransmits: limit };
      const { near, far } = await openChannel(client, server, init);
      await echo({ near, far }, world.text(init.label));
      // No more than the limit are needed: the last one is lost, too, and then it has to be given up.
      const lost = { transmissions: limit + 1, cutMs: 0, quietMs: 0, reference: LIMITED };
      await giveUp(world, { ...lost, connection: client, from: near, to: far });
      await giveUp(world, { ...lost, connection: server, from: far, to: near });
    }
  },
};
