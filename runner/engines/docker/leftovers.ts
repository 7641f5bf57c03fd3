/**
 * What runs left behind. A run whose runner is alive has a running probe container, whose stdin the runner holds: when
 * the runner dies, even by SIGKILL, the engine closes that stdin and the probe ends. So a run is dead when its probe
 * has ended, or when it never had one and is too old to be just starting.
 */
import type Docker from 'dockerode';
import { ignoreGone } from './errors.ts';
import { labelFilter, roleLabel, runLabel } from './labels.ts';
import { pause } from './promises.ts';

/** Within this time after its first piece a run may still be without a started probe. */
export const startUpGraceMs = 60_000;

export interface Trace {
  readonly run: string;
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  /** Docker's word for the state of its probe (`created`, `running`, `exited`, …); null without one. */
  readonly probe: string | null;
  /** When its first piece was made, milliseconds since 1970 by the engine's clock. */
  readonly since: number;
}

/** Every run of which there is a container or a network. */
export async function findRuns(docker: Docker): Promise<readonly Trace[]> {
  const filters = labelFilter();
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  const runs = new Set([...containers, ...networks].map(({ Labels }) => Labels?.[runLabel] ?? ''));
  return [...runs].filter(Boolean).map((run) => {
    const itsContainers = containers.filter(({ Labels }) => Labels[runLabel] === run);
    const itsNetworks = networks.filter(({ Labels }) => Labels?.[runLabel] === run);
    const times = [
      ...itsContainers.map(({ Created }) => Created * 1000),
      ...itsNetworks.map(({ Created }) => Date.parse(Created)),
    ];
    return {
      run,
      containers: itsContainers.map(({ Id }) => Id),
      networks: itsNetworks.map(({ Id }) => Id),
      probe: itsContainers.find(({ Labels }) => Labels[roleLabel] === 'probe')?.State ?? null,
      since: Math.min(...times),
    };
  });
}

/** @param now milliseconds since 1970 by the engine's clock @param graceMs 0: judge regardless of age */
export function isDead({ probe, since }: Trace, now: number, graceMs: number): boolean {
  if (probe === null || probe === 'created') return now - since >= graceMs;
  return !['running', 'restarting', 'paused'].includes(probe);
}

/** Removes what runs left that are dead; returns their traces. */
export async function removeDeadRuns(docker: Docker, graceMs: number): Promise<readonly Trace[]> {
  const runs = await findRuns(docker);
  if (runs.length === 0) return [];
  const now = await engineTime(docker);
  const dead = runs.filter((trace) => isDead(trace, now, graceMs));
  await Promise.all(dead.map((trace) => removeTrace(docker, trace)));
  return dead;
}

/** Removes all of one run, also what came into being while it was removed. */
export async function removeRun(docker: Docker, run: string): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    const trace = (await findRuns(docker)).find((candidate) => candidate.run === run);
    if (trace === undefined) return;
    await removeTrace(docker, trace);
  }
}

async function removeTrace(docker: Docker, { containers, networks }: Trace): Promise<void> {
  await Promise.all(containers.map((id) => ignoreGone(docker.getContainer(id).remove({ force: true, v: true }))));
  await Promise.all(networks.map((id) => removeNetwork(docker, id)));
}

/** A container that another process removes at the same time may hold the network a moment longer. */
async function removeNetwork(docker: Docker, id: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ignoreGone(docker.getNetwork(id).remove());
      return;
    } catch (error) {
      if (attempt === 10) throw error;
      await pause(200);
    }
  }
}

/** The engine may be on another machine, whose clock is the one that stamped the traces. */
async function engineTime(docker: Docker): Promise<number> {
  const info: unknown = await docker.info();
  const text = typeof info === 'object' && info !== null && 'SystemTime' in info ? String(info.SystemTime) : '';
  const time = Date.parse(text);
  return Number.isNaN(time) ? Date.now() : time;
}
