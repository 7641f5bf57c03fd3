/**
 * Watches what happens to the containers of one run, by the engine's event stream. The same stream shows when the
 * engine itself goes away: then it ends, and nothing that is still awaited may hang.
 */
import { setMaxListeners } from 'node:events';
import type Docker from 'dockerode';
import { z } from 'zod';
import { EnvironmentError } from '../engine.ts';
import { labelFilter } from './labels.ts';
import { splitLines } from '../../peers/line-splitter.ts';
import { defer, orAborted, pause, type Deferred } from './promises.ts';

const explanationMs = 50;

const eventSchema = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()) }),
});

export interface RunWatch {
  /** The exit status of a container, once it has ended. Ask before starting it. */
  ended(container: string): Promise<number>;
  /** How often the kernel killed a process of the container for its memory limit. */
  outOfMemory(container: string): number;
  /** Aborted, with an EnvironmentError as its reason, when the engine went away. */
  readonly lost: AbortSignal;
  /** The awaited thing, or the EnvironmentError when the engine goes away before. */
  guard<T>(awaited: Promise<T>): Promise<T>;
  close(): void;
}

export async function watchRun(docker: Docker, run: string): Promise<RunWatch> {
  const closing = new AbortController();
  const losing = new AbortController();
  setMaxListeners(0, losing.signal); // One for each call under way.
  const deaths = new Map<string, Deferred<number>>();
  const kills = new Map<string, number>();
  const stream = await docker.getEvents({
    filters: { ...labelFilter(run), type: ['container'], event: ['die', 'oom'] },
    abortSignal: closing.signal,
  });

  const deathOf = (container: string): Deferred<number> => {
    const known = deaths.get(container) ?? defer<number>();
    deaths.set(container, known);
    return known;
  };
  const end = (): void => {
    if (!closing.signal.aborted && !losing.signal.aborted) losing.abort(engineGone());
  };
  stream.on('error', end);
  stream.on('end', end);
  stream.on('close', end);
  const takeLine = (line: Buffer): void => {
    if (line.length === 0) return;
    const { Action, Actor } = eventSchema.parse(JSON.parse(line.toString('utf8')));
    if (Action === 'oom') kills.set(Actor.ID, (kills.get(Actor.ID) ?? 0) + 1);
    if (Action === 'die') deathOf(Actor.ID).resolve(Number(Actor.Attributes.exitCode));
  };
  stream.on('data', splitLines(takeLine));
  return {
    ended: (container) => deathOf(container).promise,
    outOfMemory: (container) => kills.get(container) ?? 0,
    lost: losing.signal,
    guard: async (awaited) => {
      try {
        return await orAborted(awaited, losing.signal);
      } catch (error) {
        // A connection that breaks and the end of the stream that explains it come in any order.
        if (!losing.signal.aborted) await pause(explanationMs);
        losing.signal.throwIfAborted();
        throw error;
      }
    },
    close: () => {
      closing.abort();
    },
  };
}

function engineGone(): EnvironmentError {
  return new EnvironmentError(
    'The Docker engine went away in the middle of the run. Start it again (Docker Desktop, or ' +
      '`sudo systemctl start docker`) and repeat the run; `npm run matrix -- clean` removes what is left of this one.',
  );
}
