import type { Rule } from '../link/impair/rules.ts';
import type { ScriptedCase } from './case.ts';
import { expectDone } from './link-steps.ts';
import { carryGenerated, echo } from './messages.ts';
import { connectWithChannel, together } from './steps.ts';

const ONCE = 'RFC 9260 section 6.2';
const TWICE: Rule = { direction: 'both', kind: 'dtls', nth: 'all', do: 'duplicate' };

export const duplicate: ScriptedCase = {
  name: 'duplicate',
  abbreviation: 'DU',
  title: 'With every DTLS packet coming twice the handshake finishes, and each message arrives once, in order.',
  spec: ['RFC 6347 section 4.1.2.6', 'RFC 6347 section 4.2.2', ONCE],
  number: null,
  needsLink: true,
  script: async (world) => {
    await world.link.impair([TWICE]);
    const ends = await connectWithChannel(world);
    const { near, far } = ends;
    await echo(ends, world.text('once'));
    const messages = { count: 100, length: 1_000, seed: world.seed, text: false };
    await together([carryGenerated(near, far, messages, ONCE), carryGenerated(far, near, messages, ONCE)]);
    await expectDone(world, 'duplicated');
  },
};
