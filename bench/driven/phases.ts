/** Where the time of one connection goes, pair by pair, with nothing else running. */
import type { ScriptedCase } from '../../runner/cases/case.ts';
import { echo } from '../../runner/cases/messages.ts';
import { bothConnected, bothOpen, createPairWithChannel, exchange } from '../../runner/cases/steps.ts';
import { scenesOf, type Company } from './company.ts';
import { median } from './statistics.ts';
import type { Stage } from './stage.ts';

const NAMES = ['create', 'describe', 'connect', 'open', 'echo'] as const;
type Phase = (typeof NAMES)[number];

export interface PairPhases {
  readonly server: string;
  readonly client: string;
  /** Milliseconds, medians. Empty where the pair did not come to its end. */
  readonly phases: Partial<Record<Phase, number>>;
}

/** Cells that do the same a few times: the first one of a pair may find code that is not compiled yet. */
const TIMES = 3;

export async function measurePhases(stage: Stage, company: Company): Promise<readonly PairPhases[]> {
  const laps: Partial<Record<Phase, number>>[] = [];
  const scripted: ScriptedCase = {
    name: 'bench-phases',
    abbreviation: '-',
    title: 'One connection, one channel, one echo, with the time of each step.',
    spec: [],
    number: null,
    script: async (world) => {
      const lap = startLaps();
      const pair = await createPairWithChannel(world);
      lap('create');
      await exchange(pair);
      lap('describe');
      await bothConnected(pair);
      lap('connect');
      const ends = { near: pair.near, far: await pair.server.announced() };
      await bothOpen(ends);
      lap('open');
      await echo(ends, 'one');
      laps.push(lap('echo'));
    },
  };
  const pairs: PairPhases[] = [];
  for (const scene of scenesOf([scripted], stage.implementations)) {
    laps.length = 0;
    await company.play(
      Array.from({ length: TIMES }, () => ({ ...scene })),
      { single: true },
    );
    const phases = Object.fromEntries(
      NAMES.flatMap((name) => (laps.length === 0 ? [] : [[name, median(laps.map((one) => one[name] ?? 0))]])),
    );
    pairs.push({ server: scene.server, client: scene.client, phases });
  }
  return pairs;
}

function startLaps(): (name: Phase) => Partial<Record<Phase, number>> {
  const times: Partial<Record<Phase, number>> = {};
  let last = performance.now();
  return (name) => {
    const now = performance.now();
    times[name] = now - last;
    last = now;
    return times;
  };
}
