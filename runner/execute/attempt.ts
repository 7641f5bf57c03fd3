/** One attempt of one cell: runs the client against the server and says what was seen. */
import type { ClientPeer, ServerPeer } from '../engines/engine.ts';
import type { Case, Observation } from '../model.ts';
import { notAttempted, type Attempted } from './attempted.ts';
import type { Carriage } from './carriage.ts';

export interface AttemptOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What carries the packets; null: the bare path. */
  readonly carriage: Carriage | null;
}

export async function attempt(
  testCase: Case,
  server: ServerPeer,
  client: ClientPeer,
  { timeoutMs, signal, carriage }: AttemptOptions,
): Promise<Attempted> {
  const mark = server.mark();
  const url = carriage === null ? server.url : await carriage.openProxy(server.url);
  const outcome = await client.call({ url, case: testCase, timeoutMs, signal });
  // What was cut short by the user says nothing about the pair.
  if (signal.aborted) return notAttempted(notRun(INTERRUPTED));
  const seen = outcome.exitCode === 0 ? null : ((await carriage?.evidence()) ?? null);
  const died = await server.died();
  const says = {
    connected: outcome.exitCode === 0,
    data: outcome.exitCode === 0 && testCase.name !== 'peer-connection',
  };
  return {
    observation: {
      kind: 'ran',
      client: outcome,
      server: { died, log: server.log(mark) },
      frame: seen?.frames ?? null,
      wire: null,
    },
    whenEnded: seen?.paths ?? null,
    // Exit code 0 claims what the case is about, of every path that an offer opened; the server claims nothing.
    claimsOf: ({ proxied }) => (proxied === null ? null : { client: says, server: { connected: false, data: false } }),
  };
}

export const INTERRUPTED = 'not run: the run was interrupted';

export function notRun(reason: string, blame: 'runner' | 'link' = 'runner'): Observation {
  return { kind: 'not-run', reason, blame, serverLog: null, clientLog: null };
}
