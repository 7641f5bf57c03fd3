/** Thousands of cells over the same warm processes: what grows in them, and in the runner. */
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Observation } from '../../runner/model.ts';
import type { Company, Scene } from './company.ts';
import { readLevel, type Level } from './proc.ts';
import type { Stage } from './stage.ts';

export interface Sample {
  /** Cells so far. */
  readonly cells: number;
  readonly levels: ReadonlyMap<string, Level>;
  /** The runner's, after a collection of garbage. */
  readonly heapMiB: number;
}

export interface Soak {
  readonly samples: readonly Sample[];
  readonly wallMs: number;
  /** How many did not pass, by case. */
  readonly notPassed: ReadonlyMap<string, number>;
  /** What a run would keep of a cell for its report, characters of logs. */
  readonly keptPerCell: number;
}

/** @param scenes played round and round until `total` cells have been; a sample is taken after each `every` */
export async function soak(
  stage: Stage,
  company: Company,
  scenes: readonly Scene[],
  { total, every }: { readonly total: number; readonly every: number },
): Promise<Soak> {
  const samples: Sample[] = [];
  const collect = exposeCollector();
  const notPassed = new Map<string, number>();
  let [kept, wallMs, cells] = [0, 0, 0];
  const onObservation = (_: Scene, observation: Observation): void => {
    kept += sizeOf(observation);
  };
  while (cells < total) {
    const round = Array.from({ length: Math.min(every, total - cells) }, (_, index) => {
      const scene = scenes[(cells + index) % scenes.length];
      if (scene === undefined) throw new Error('there is no cell to soak with: none passed');
      return { ...scene };
    });
    const began = performance.now();
    const played = await company.play(round, { onObservation });
    wallMs += performance.now() - began;
    cells += round.length;
    for (const { scene, verdict } of played) {
      if (verdict !== 'passed') notPassed.set(scene.case, (notPassed.get(scene.case) ?? 0) + 1);
    }
    samples.push(await takeSample(stage, cells, collect));
  }
  return { samples, wallMs, notPassed, keptPerCell: kept / cells };
}

function sizeOf(observation: Observation): number {
  if (observation.kind !== 'driven') return 0;
  return observation.clientLog.text.length + observation.serverLog.text.length;
}

/** Closed connections may keep their sockets for a while; whoever still has them then keeps them. */
const SETTLE_MS = 3_000;

async function takeSample(stage: Stage, cells: number, collect: () => void): Promise<Sample> {
  await delay(SETTLE_MS);
  collect();
  const levels = new Map<string, Level>();
  const processes = [{ name: 'runner', pids: [process.pid] }, ...(await stage.processes())];
  for (const { name, pids } of processes) {
    const level = await readLevel(pids);
    if (level !== null) levels.set(name, level);
  }
  return { cells, levels, heapMiB: process.memoryUsage().heapUsed / 2 ** 20 };
}

/** Without it the heap's size says more about when the collector last ran than about what is held. */
function exposeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  // That flag makes it a global of every new context.
  return runInNewContext('gc') as () => void;
}
