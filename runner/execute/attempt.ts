/** One attempt of one cell: runs the client against the server and says what was seen. */
import type { ClientPeer, ServerPeer } from '../engines/engine.ts';
import type { SeenPath } from '../link/evidence/seen-path.ts';
import type { Case, ClientOutcome, Observation, WirePath } from '../model.ts';
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
): Promise<Observation> {
  const mark = server.mark();
  const url = carriage === null ? server.url : await carriage.openProxy(server.url);
  const outcome = await client.call({ url, case: testCase, timeoutMs, signal });
  // What was cut short by the user says nothing about the pair.
  if (signal.aborted) return notRun(INTERRUPTED);
  const frame = (await carriage?.lastFrame()) ?? null;
  const died = await server.died();
  const wire = carriage === null ? null : claimByExit(await carriage.seen('proxied'), outcome, testCase);
  return { kind: 'ran', client: outcome, server: { died, log: server.log(mark) }, frame, wire };
}

/** Exit code 0 claims what the case is about; the server claims nothing. */
function claimByExit(seen: readonly SeenPath[], { exitCode }: ClientOutcome, { name }: Case): readonly WirePath[] {
  const says = { connected: exitCode === 0, data: exitCode === 0 && name !== 'peer-connection' };
  return seen.map((path) => ({ seen: path, claims: { client: says, server: { connected: false, data: false } } }));
}

export const INTERRUPTED = 'not run: the run was interrupted';

export function notRun(reason: string, blame: 'runner' | 'link' = 'runner'): Observation {
  return { kind: 'not-run', reason, blame, serverLog: null, clientLog: null };
}
