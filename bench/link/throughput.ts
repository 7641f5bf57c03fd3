/** How fast one data channel carries bulk, through the link and by the bare path in turn. */
import type { ScriptedCase } from '../../runner/cases/case.ts';
import { connectWithChannel } from '../../runner/cases/steps.ts';
import { Company, scenesOf } from '../driven/company.ts';
import { openStage } from '../driven/stage.ts';
import { printThroughput } from './print.ts';

/** 8 MiB. */
const BULK = { count: 512, length: 16 * 1024, text: false, seed: 1 };
const LIMIT_MS = 60_000;
const ROUNDS = 5;

export async function benchThroughput(print: (line: string) => void): Promise<void> {
  for (const name of ['libdatachannel', 'libwebrtc']) {
    await using stage = await openStage({ engine: 'process', implementations: [name], overrides: [] });
    const company = new Company(stage);
    await company.warmUp(stage.implementations);
    const measured = { linked: [] as number[], direct: [] as number[] };
    // The first connection finds code that is not compiled yet.
    await measure(company, stage.implementations, true);
    for (let round = 0; round < ROUNDS; round += 1) {
      measured.direct.push(await measure(company, stage.implementations, true));
      measured.linked.push(await measure(company, stage.implementations, false));
    }
    print(printThroughput(name, measured));
  }
}

/** Megabytes a second, from the order to send to the word that all has come. */
async function measure(
  company: Company,
  implementations: Parameters<typeof scenesOf>[1],
  direct: boolean,
): Promise<number> {
  const rates: number[] = [];
  const bulk: ScriptedCase = {
    name: 'bench-bulk',
    abbreviation: '-',
    title: 'One connection, one channel, 8 MiB from the client to the server.',
    spec: [],
    number: null,
    extraMs: LIMIT_MS,
    script: async (world) => {
      const { near, far } = await connectWithChannel(world);
      await far.collect(BULK.count);
      const began = performance.now();
      await near.sendGenerated(BULK);
      await far.collected('RFC 8831 section 6.6', LIMIT_MS);
      rates.push((BULK.count * BULK.length) / 1_000 / (performance.now() - began));
    },
  };
  const played = await company.play(scenesOf([bulk], implementations), { direct, single: true });
  const [rate] = rates;
  if (rate === undefined)
    throw new Error(`the bulk of ${implementations[0]?.name ?? '?'} ended as ${played[0]?.verdict ?? 'nothing'}`);
  return rate;
}
