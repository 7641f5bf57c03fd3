/** What a run takes from the machine and the clock, once. */
import { randomBytes } from 'node:crypto';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Engine } from './engines/engine.ts';
import type { Report } from './report/index.ts';

/** Sorts by time, and is unique between two runs that start in the same second. */
export function runId(startedAt: Date): string {
  const time = startedAt.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${time}-${randomBytes(3).toString('hex')}`;
}

/** Much of a cell is waiting for the other side: twice the cores keeps them busy. */
export function defaultParallel(): number {
  return Math.max(2, availableParallelism() * 2);
}

export function describeHost(engine: Engine): Report['run']['host'] {
  return {
    os: `${type()} ${release()}`,
    arch: arch(),
    cpus: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
    docker: engine.dockerVersion,
  };
}
