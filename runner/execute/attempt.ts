/** One attempt of one cell: runs the client against the server and says what was seen. */
import type { ClientPeer, ServerPeer } from '../engines/engine.ts';
import type { Case, Observation } from '../model.ts';

export interface AttemptOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export async function attempt(
  testCase: Case,
  server: ServerPeer,
  client: ClientPeer,
  { timeoutMs, signal }: AttemptOptions,
): Promise<Observation> {
  const mark = server.mark();
  const outcome = await client.call({ url: server.url, case: testCase, timeoutMs, signal });
  // What was cut short by the user says nothing about the pair.
  if (signal.aborted) return notRun(INTERRUPTED);
  const died = await server.died();
  return { kind: 'ran', client: outcome, server: { died, log: server.log(mark) } };
}

export const INTERRUPTED = 'not run: the run was interrupted';

export function notRun(reason: string): Observation {
  return { kind: 'not-run', reason, serverLog: null, clientLog: null };
}
