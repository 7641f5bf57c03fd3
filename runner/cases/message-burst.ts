import type { ScriptedCase } from './case.ts';
import { carryGenerated, MESSAGES } from './messages.ts';
import { connectWithChannel, together } from './steps.ts';

const COUNT = 10_000;
const LENGTH = 32;
/** No standard says how fast: what takes a minute is slow, not wrong. */
const PATIENCE_MS = 60_000;

export const messageBurst: ScriptedCase = {
  name: 'message-burst',
  abbreviation: 'MB',
  title: 'Of 10,000 small messages each way, all at once, all arrive, in order, none twice.',
  spec: ['RFC 8831 section 6.6', 'RFC 8831 section 6.1'],
  number: null,
  heavy: true,
  slow: true,
  extraMs: PATIENCE_MS,
  script: async (world) => {
    const { near, far } = await connectWithChannel(world);
    const burst = { count: COUNT, length: LENGTH, seed: world.seed };
    await together([
      carryGenerated(near, far, { ...burst, text: false }, MESSAGES, PATIENCE_MS),
      carryGenerated(far, near, { ...burst, text: true }, MESSAGES, PATIENCE_MS),
    ]);
  },
};
