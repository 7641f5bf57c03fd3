import type { Channel } from '../peers/driven/channel.ts';
import { expectEqual } from '../peers/driven/failure.ts';
import { digestOf } from '../peers/driven/generated.ts';
import type { World } from '../peers/driven/world.ts';
import type { ScriptedCase } from './case.ts';
import { claimOfEither, MESSAGES } from './messages.ts';
import { connectWithChannel } from './steps.ts';

/** 2 MiB, which takes the slowest stack of today ten seconds. */
const BULK = { count: 128, length: 16 * 1024, text: false };
/** No standard says how fast. */
const PATIENCE_MS = 40_000;

export const throughput: ScriptedCase = {
  name: 'throughput',
  abbreviation: 'TP',
  title: 'A measure and no verdict: how fast 2 MiB go over a data channel, one way after the other, without the link.',
  spec: [],
  number: null,
  direct: true,
  heavy: true,
  extraMs: 2 * PATIENCE_MS,
  script: async (world) => {
    const { near, far } = await connectWithChannel(world);
    await measure(world, near, far);
    await measure(world, far, near);
  },
};

/** From the order to send to the word that all has come, which is what whoever uses it waits for. */
async function measure(world: World, from: Channel, to: Channel): Promise<void> {
  const bulk = { ...BULK, seed: world.seed };
  await to.collect(bulk.count);
  const began = performance.now();
  await from.sendGenerated(bulk);
  const { digest } = await to.collected(MESSAGES, PATIENCE_MS);
  const seconds = (performance.now() - began) / 1_000;
  expectEqual(claimOfEither(to, 'application', MESSAGES), 'the digest of what came', digest, digestOf(bulk));
  const value = (bulk.count * bulk.length) / 1_000_000 / seconds;
  world.measure({ name: `${from.side.role} to ${to.side.role}`, value: Number(value.toPrecision(3)), unit: 'MB/s' });
}
