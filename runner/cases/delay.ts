import type { Rule } from '../link/impair/rules.ts';
import type { ScriptedCase } from './case.ts';
import { expectDone } from './link-steps.ts';
import { carryGenerated, echo } from './messages.ts';
import { connectWithChannel } from './steps.ts';

const DELAY: Rule = { direction: 'both', kind: 'any', nth: 'all', do: { delayMs: 300 } };

export const delay: ScriptedCase = {
  name: 'delay',
  abbreviation: 'DE',
  title: 'Over a path that takes 300 ms each way the pair connects, and messages come back unchanged.',
  spec: ['RFC 8445 section 14.3', 'RFC 6347 section 4.2.4', 'RFC 9260 section 6.3'],
  number: null,
  needsLink: true,
  extraMs: 10_000,
  script: async (world) => {
    await world.link.impair([DELAY]);
    const { near, far } = await connectWithChannel(world);
    await echo({ near, far }, world.text('delay'));
    const messages = { count: 20, length: 1_000, seed: world.seed, text: false };
    await carryGenerated(near, far, messages);
    await carryGenerated(far, near, messages);
    await expectDone(world, 'delayed');
  },
};
