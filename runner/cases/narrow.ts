import type { Rule } from '../link/impair/rules.ts';
import type { ScriptedCase } from './case.ts';
import { expectDone } from './link-steps.ts';
import { carryGenerated } from './messages.ts';
import { connectWithChannel, together } from './steps.ts';

const CONTROLLED = 'RFC 9260 section 7';
const NARROW: Rule = { direction: 'both', kind: 'any', nth: 'all', do: { kbitPerSecond: 256 } };
/** 100 KiB, which takes the line 3.4 s. */
const MESSAGES = { count: 100, length: 1_024 };
/**
 * More at once than the line's queue takes is lost; each loss may take a retransmission timer, and each of these twice as
 * long as the one before, up to a minute (RFC 9260 sections 6.3.3 and 16).
 */
const PATIENCE_MS = 120_000;

export const narrow: ScriptedCase = {
  name: 'narrow',
  abbreviation: 'NA',
  title: 'Over a path of 256 kbit/s with a queue of 500 ms, 100 KiB each way arrive, in order.',
  spec: [CONTROLLED, 'RFC 8831 section 6.1'],
  number: null,
  needsLink: true,
  extraMs: PATIENCE_MS,
  script: async (world) => {
    await world.link.impair([NARROW]);
    const { near, far } = await connectWithChannel(world);
    const messages = { ...MESSAGES, seed: world.seed, text: false };
    await together([
      carryGenerated(near, far, messages, CONTROLLED, PATIENCE_MS),
      carryGenerated(far, near, messages, CONTROLLED, PATIENCE_MS),
    ]);
    await expectDone(world, 'narrowed');
  },
};
