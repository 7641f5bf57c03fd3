/** What the link costs and bears, measured at one link process of the embedded engine; docs/benchmarks.md explains. */
import { openLink, type LinkPath } from '../../runner/link/link.ts';
import { readCandidate, type Address } from '../../runner/link/sdp-path.ts';
import { readCpuMs } from '../driven/proc.ts';
import { openStage, type Stage } from '../driven/stage.ts';
import { sum } from '../driven/statistics.ts';
import { startLoad, type Load } from './load.ts';
import { printCost, printRate, printRoundTrips } from './print.ts';
import { benchThroughput } from './throughput.ts';

/** A rate is clean while less than this part is lost. */
const CLEAN_LOSS = 0.001;
const FIRST_PER_SECOND = 10_000;
const STEP = 1.15;
const MOST_PER_SECOND = 250_000;
const FLOOD_MS = 1_000;
/** The ends must have sent so much of what was asked for. */
const OFFERED_SHARE = 0.95;
/** A burst of another process takes the processor now and then: a rate is clean when one of so many tries is. */
const TRIES = 3;
/** Well below what the link bears, about what a data channel sends: the link wakes up for a few packets at a time. */
const COST_PER_SECOND = 8_000;
/** Of the highest clean rate: the link wakes up for many. */
const BUSY_SHARE = 0.9;
const COST_MS = 4_000;
const PINGS = 2_000;
const CAPTURE_BYTES = 2 * 2 ** 20;

export async function benchLink(print: (line: string) => void): Promise<void> {
  {
    await using stage = await openStage({ engine: 'process', implementations: ['libdatachannel'], overrides: [] });
    using load = await startLoad();
    const to = await openPath(stage, load);
    for (const line of await measureLink(stage, load, to)) print(line);
  }
  await benchThroughput(print);
}

/** Where the near end sends to, so that it comes to the far one. */
async function openPath(stage: Stage, load: Load): Promise<Address> {
  const link = openLink(await stage.room.startLink(new AbortController().signal));
  const cell = await link.openCell({ comment: 'bench', seed: 1, captureBytes: CAPTURE_BYTES });
  const path: LinkPath = await cell.openPath();
  await path.carryCandidate('client', candidateOf(load.near));
  const led = await path.carryCandidate('server', candidateOf(load.far));
  const face = led === null ? null : readCandidate(led);
  if (face === null) throw new Error(`the link led the candidate of the far end to ${String(led)}`);
  return face;
}

function candidateOf({ address, port }: Address): string {
  return `candidate:1 1 udp 2130706431 ${address} ${port} typ host`;
}

async function measureLink(stage: Stage, load: Load, linked: Address): Promise<readonly string[]> {
  // Once for the compiler, and past the capture's bound: a long run has neither.
  await load.flood(linked, COST_PER_SECOND, FLOOD_MS);
  const cpu = async (): Promise<number> => {
    const processes = await stage.processes();
    return sum(await Promise.all(processes.map(({ pids }) => readCpuMs(pids))));
  };
  const measureCost = async (perSecond: number): Promise<string> => {
    const before = await cpu();
    const flood = await load.flood(linked, perSecond, COST_MS);
    return printCost(flood, (await cpu()) - before);
  };
  const lines = [await measureCost(COST_PER_SECOND)];
  const pings = { straight: [] as number[], linked: [] as number[] };
  // In turns: what else the machine does then falls on both.
  for (let round = 0; round < 4; round += 1) {
    pings.straight.push(...(await load.ping(load.far, PINGS / 4)).roundTrips);
    pings.linked.push(...(await load.ping(linked, PINGS / 4)).roundTrips);
  }
  const straight = await findCleanRate(load, load.far);
  const clean = await findCleanRate(load, linked);
  lines.push(await measureCost(clean * BUSY_SHARE));
  return [...lines, printRoundTrips(pings), printRate({ linked: clean, straight })];
}

/** Packets a second that came, at the highest rate at which nearly all did. */
async function findCleanRate(load: Load, to: Address): Promise<number> {
  let best = 0;
  let missed = 0;
  // One rate may be missed by the noise of the machine; two one after the other are the end.
  for (let perSecond = FIRST_PER_SECOND; perSecond <= MOST_PER_SECOND && missed < 2; perSecond *= STEP) {
    const clean = await findClean(load, to, perSecond);
    missed = clean === null ? missed + 1 : 0;
    best = clean ?? best;
  }
  return best;
}

/** Null when none of several floods passed clean, or the ends could not send so much. */
async function findClean(load: Load, to: Address, perSecond: number): Promise<number | null> {
  for (let turn = 0; turn < TRIES; turn += 1) {
    const { sent, came, ms } = await load.flood(to, perSecond, FLOOD_MS);
    const asked = (perSecond * ms) / 1_000;
    if (came >= sent * (1 - CLEAN_LOSS) && sent >= asked * OFFERED_SHARE) return came / (ms / 1_000);
  }
  return null;
}
