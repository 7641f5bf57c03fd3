import type { Channel } from '../peers/driven/channel.ts';
import { expectEqual, expectThat } from '../peers/driven/failure.ts';
import type { Role } from '../model.ts';
import type { Rule } from '../link/impair/rules.ts';
import type { World } from '../peers/driven/world.ts';
import type { ScriptedCase } from './case.ts';
import { expectDone, mend } from './link-steps.ts';
import { claimOfEither, echo, MESSAGES } from './messages.ts';
import { connectWithChannel, openChannel } from './steps.ts';

const BYPASS = 'RFC 9260 section 6.6';
const COUNT = 50;
/** One message fills one packet, whatever the stack takes for the path's MTU. */
const LENGTH = 1_000;
/** Some may be acknowledgements; of so many most carry a message that others follow at once. */
const HELD_BACK = [2, 7, 12, 17, 22, 27];

export const unordered: ScriptedCase = {
  name: 'unordered',
  abbreviation: 'U',
  title: 'On an unordered channel, messages that follow a packet which comes late arrive before it, and none is lost.',
  spec: [BYPASS, 'RFC 8831 section 6.1'],
  number: null,
  needsLink: true,
  script: async (world) => {
    const { client, server } = await connectWithChannel(world);
    const { near, far } = await openChannel(client, server, { label: 'unordered', ordered: false });
    await echo({ near, far }, world.text('unordered'));
    await overtake(world, near, far);
    await overtake(world, far, near);
  },
};

async function overtake(world: World, from: Channel, to: Channel): Promise<void> {
  await world.link.impair(HELD_BACK.map((nth) => holdBack(from.side.role, nth)));
  await to.collect(COUNT);
  await from.sendGenerated({ count: COUNT, length: LENGTH, seed: world.seed, text: false });
  const { count, order } = await to.collected(MESSAGES);
  await mend(world);
  await expectDone(world, 'held back');
  const claim = claimOfEither(to, 'SCTP', BYPASS);
  const numbers = order.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
  expectEqual(claim, 'the number of different messages that came', new Set(numbers).size, COUNT);
  expectEqual(claim, 'the number of messages that came', count, COUNT);
  const overtaken = numbers.some((number, index) => number < (numbers[index - 1] ?? 0));
  expectThat(claim, 'the order in which they came', order, overtaken, 'some before others that were held back');
}

/** Until two later ones have gone: too few to be taken for a loss (RFC 9260 section 7.2.4). */
function holdBack(direction: Role, nth: number): Rule {
  return { direction, kind: 'application-data', nth, do: { hold: { packets: 2, ms: 500 } } };
}
