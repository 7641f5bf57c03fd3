import type { Channel } from '../peers/driven/channel.ts';
import { CaseFailure, expectEqual } from '../peers/driven/failure.ts';
import type { ScriptedCase } from './case.ts';
import { claimOf, MESSAGES } from './messages.ts';
import { connectWithChannel, together } from './steps.ts';

const BUFFERED = 'W3C WebRTC section 6.2';
/** 256 KiB. */
const BURST = { count: 4, length: 64 * 1024, text: false };
/**
 * What SCTP's own send buffer took, or the path as quickly as it was sent, waited nowhere: then more is sent. Most stacks
 * count the first one, the others eight.
 */
const BURSTS = [1, 8, 16, 32, 64];
/** No standard says how fast: up to 64 MiB in all take a slow stack a while. */
const PATIENCE_MS = 20_000;

export const bufferedAmount: ScriptedCase = {
  name: 'buffered-amount',
  abbreviation: 'BA',
  title: 'The buffered amount rises with unsent data and falls to 0, and the low event fires at the threshold.',
  spec: [BUFFERED],
  number: null,
  heavy: true,
  extraMs: PATIENCE_MS,
  script: async (world) => {
    const { near, far } = await connectWithChannel(world);
    for (const threshold of [16 * 1024, 0]) {
      await fillAndDrain(near, far, threshold, world.seed);
      await fillAndDrain(far, near, threshold, world.seed);
    }
  },
};

/** When more than the threshold had to wait, the event comes once no more than that is left. */
async function fillAndDrain(from: Channel, to: Channel, threshold: number, seed: number): Promise<void> {
  const claim = claimOf(from, 'application', BUFFERED);
  await from.setBufferedAmountLowThreshold(threshold);
  const told = (await from.properties()).bufferedAmountLowThreshold;
  if (told !== undefined) expectEqual(claim, 'bufferedAmountLowThreshold', told, threshold);
  for (const bursts of BURSTS) {
    const count = bursts * BURST.count;
    await to.collect(count);
    const amounts = await together(Array.from({ length: bursts }, () => sendAndRead(from, seed)));
    const hasRisen = Math.max(...amounts) > threshold;
    if (hasRisen) await drained(from, threshold);
    const came = (await to.collected(MESSAGES)).count;
    expectEqual(claimOf(to, 'application', MESSAGES), 'the number of messages that came', came, count);
    if (hasRisen) return;
  }
  throw new CaseFailure(claim, `bufferedAmount never rose over ${threshold}, though 16 MiB were sent at once`);
}

/** The amount is asked for in the same breath, before the path has taken the messages. */
async function sendAndRead(from: Channel, seed: number): Promise<number> {
  const [, amount] = await together([from.sendGenerated({ ...BURST, seed }), from.property('bufferedAmount')]);
  return amount;
}

/** It may cross the threshold several times while messages are being sent: where it is above, another event must come. */
async function drained(from: Channel, threshold: number): Promise<void> {
  do await from.bufferedAmountLow(BUFFERED);
  while ((await from.property('bufferedAmount')) > threshold);
}
