/**
 * Processor time of the peers' containers: from the kernel's sum over all containers where this machine shows it, which
 * is exact, else through the Docker API while they live, which misses their last moments.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import Docker from 'dockerode';
import { labelFilter } from '../runner/engines/docker/labels.ts';

/** Often enough to lose little of a container's last moments, seldom enough to cost nothing that shows. */
const EVERY_MS = 500;

export interface CpuWatch {
  /** Ends the watch and gives the processor time seen, milliseconds. */
  stop(): Promise<number>;
}

export async function watchPeersCpu(): Promise<CpuWatch> {
  const before = await readSum();
  if (before === null) return pollContainers();
  return { stop: async () => ((await readSum()) ?? before) - before };
}

/** Milliseconds used by all containers that ever were; null where the kernel does not show it here. */
async function readSum(): Promise<number | null> {
  const first = await readFile('/sys/fs/cgroup/cpuacct/docker/cpuacct.usage', 'utf8').catch(() => null);
  if (first !== null) return Number(first) / 1e6;
  const second = await readFile('/sys/fs/cgroup/docker/cpu.stat', 'utf8').catch(() => '');
  const usage = /^usage_usec (\d+)$/m.exec(second)?.[1];
  return usage === undefined ? null : Number(usage) / 1e3;
}

function pollContainers(): CpuWatch {
  const docker = new Docker();
  const spent = new Map<string, number>();
  const ended = new AbortController();
  const look = async (): Promise<void> => {
    const containers = await docker.listContainers({ filters: labelFilter() });
    await Promise.all(
      containers.map(async ({ Id }) => {
        const stats = await docker.getContainer(Id).stats({ stream: false, 'one-shot': true });
        spent.set(Id, stats.cpu_stats.cpu_usage.total_usage / 1e6);
      }),
    );
  };
  const watching = (async () => {
    while (!ended.signal.aborted) {
      // A container that goes while it is looked at keeps its last figure.
      await look().catch(() => undefined);
      await delay(EVERY_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      ended.abort();
      await watching;
      return [...spent.values()].reduce((sum, one) => sum + one, 0);
    },
  };
}
