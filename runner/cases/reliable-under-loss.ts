import type { Rule } from '../link/impair/rules.ts';
import type { ScriptedCase } from './case.ts';
import { expectDone } from './link-steps.ts';
import { carryGenerated } from './messages.ts';
import { connectWithChannel, together } from './steps.ts';

const RELIABLE = 'RFC 9260 section 6.3';
const LOSS: Rule = {
  name: '10% loss',
  direction: 'both',
  kind: 'application-data',
  nth: 'all',
  probability: 0.1,
  do: 'drop',
};
/** Of 1,000 bytes, each in a packet of its own. */
const COUNT = 100;
/** No standard says how fast: each loss may take a retransmission timer of 1 s and more (RFC 9260 section 16). */
const PATIENCE_MS = 90_000;

export const reliableUnderLoss: ScriptedCase = {
  name: 'reliable-under-loss',
  abbreviation: 'RL',
  title: 'With 10% of the packets of the data channels lost each way, all messages arrive, in order.',
  spec: [RELIABLE, 'RFC 8831 section 6.1'],
  number: null,
  needsLink: true,
  extraMs: PATIENCE_MS,
  script: async (world) => {
    const { near, far } = await connectWithChannel(world);
    await world.link.impair([LOSS]);
    const messages = { count: COUNT, length: 1_000, seed: world.seed };
    await together([
      carryGenerated(near, far, { ...messages, text: false }, RELIABLE, PATIENCE_MS),
      carryGenerated(far, near, { ...messages, text: true }, RELIABLE, PATIENCE_MS),
    ]);
    await expectDone(world, 'dropped');
  },
};
