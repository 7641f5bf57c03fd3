/** How many driven cells a second, and whose processor time it was. */
import { availableParallelism } from 'node:os';
import type { Company, Played, PlayOptions, Scene } from './company.ts';
import { readCpuMs, readMachineMs } from './proc.ts';
import type { Stage } from './stage.ts';
import { sum } from './statistics.ts';

/** `link`, and `link 2` for the one that replaced it. */
const isLink = (name: string): boolean => /^link( \d+)?$/.test(name);

export interface Figures {
  readonly wallMs: number;
  readonly played: readonly Played[];
  /** Processor time by peer, milliseconds. */
  readonly peers: ReadonlyMap<string, number>;
  readonly linkMs: number;
  readonly runnerMs: number;
  /** Processor time of the whole machine, everybody's; null where the kernel does not tell. */
  readonly busyMs: number | null;
  /** What all processors together could have done. */
  readonly capacityMs: number;
}

/** All peers must be warm. */
export async function measure(
  stage: Stage,
  company: Company,
  scenes: readonly Scene[],
  options: PlayOptions = {},
): Promise<Figures> {
  const [peersBefore, machineBefore] = [await readPeers(stage), await readMachineMs()];
  const runnerBefore = process.cpuUsage();
  const began = performance.now();
  const played = await company.play(scenes, options);
  const wallMs = performance.now() - began;
  const runner = process.cpuUsage(runnerBefore);
  const [peersAfter, machineAfter] = [await readPeers(stage), await readMachineMs()];
  const spent = [...peersAfter].map(([name, ms]): [string, number] => [name, ms - (peersBefore.get(name) ?? 0)]);
  return {
    wallMs,
    played,
    peers: new Map(spent.filter(([name]) => !isLink(name))),
    linkMs: sum(spent.filter(([name]) => isLink(name)).map(([, ms]) => ms)),
    runnerMs: (runner.user + runner.system) / 1_000,
    busyMs: machineBefore === null || machineAfter === null ? null : machineAfter.busy - machineBefore.busy,
    capacityMs: wallMs * availableParallelism(),
  };
}

async function readPeers(stage: Stage): Promise<Map<string, number>> {
  const processes = await stage.processes();
  return new Map(
    await Promise.all(
      processes.map(async ({ name, pids }): Promise<[string, number]> => [name, await readCpuMs(pids)]),
    ),
  );
}
