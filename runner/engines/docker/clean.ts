/** `npm run matrix -- clean` on Docker. */
import type { Emit } from '../../events.ts';
import { connect } from './connect.ts';
import { findRuns, removeDeadRuns, type Trace } from './leftovers.ts';

/**
 * Removes the containers and networks of runs whose runner is gone, however young, and tells what was removed and which
 * living runs were left alone. @throws EnvironmentError when no Docker engine answers
 */
export async function cleanDocker(emit: Emit): Promise<void> {
  const { docker } = await connect();
  const removed = await removeDeadRuns(docker, 0);
  const living = await findRuns(docker);
  const lines = [
    ...removed.map((trace) => `Removed run ${trace.run}: ${describe(trace)}.`),
    ...living.map((trace) => `Left run ${trace.run} alone, its runner is alive: ${describe(trace)}.`),
  ];
  emit({ type: 'notice', lines: lines.length > 0 ? lines : ['Nothing to clean: no run has left anything on Docker.'] });
}

function describe({ containers, networks }: Trace): string {
  return `${count(containers.length, 'container')}, ${count(networks.length, 'network')}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
