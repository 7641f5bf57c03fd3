/** One attempt of one cell by script: plays the case in a world of two driven peers and says what came of it. */
import type { ScriptedCase } from '../cases/case.ts';
import { LinkError } from '../link/link.ts';
import type { Log, Observation, Role, ScriptOutcome, Turns, WireClaim, WirePath } from '../model.ts';
import type { Connection } from '../peers/driven/connection.ts';
import { PeerGoneError, ProtocolError, UnansweredError, UnsupportedError } from '../peers/driven/errors.ts';
import { CaseFailure } from '../peers/driven/failure.ts';
import { RefusalError, Side } from '../peers/driven/side.ts';
import { World } from '../peers/driven/world.ts';
import { INTERRUPTED, notRun, type AttemptOptions } from './attempt.ts';
import { notAttempted, type Attempted } from './attempted.ts';
import type { DrivenPeer } from './driven-peer.ts';

/** A single wait ends well before the case does, so that the sentence is about what was waited for. */
const WAIT_SHARE = 0.6;
/** How long closing what the case opened may take before the next cell begins anyway. */
const CLOSE_MS = 2_000;

export async function attemptDriven(
  scripted: ScriptedCase,
  server: DrivenPeer,
  client: DrivenPeer,
  {
    timeoutMs,
    signal,
    seed,
    carriage,
    turns,
  }: AttemptOptions & { readonly seed: number; readonly turns: Turns | null },
): Promise<Attempted> {
  const sides = {
    client: new Side('client', client, timeoutMs * WAIT_SHARE),
    server: new Side('server', server, timeoutMs * WAIT_SHARE),
  };
  const marks = { client: client.process.mark(), server: server.process.mark() };
  const world = new World(sides.client, sides.server, seed, carriage, turns);
  const outcome = await play(scripted, world, { client, server }, timeoutMs + (scripted.extraMs ?? 0), signal);
  if (outcome === null) return notAttempted(notRun(INTERRUPTED));
  // Before closing puts more packets behind those that matter.
  const seen = outcome.kind === 'passed' ? null : ((await carriage?.evidence()) ?? null);
  await within(CLOSE_MS, world.close());
  carriage?.noteKeys(world.keyLog());
  const observation: Observation = {
    kind: 'driven',
    outcome,
    frame: seen?.frames ?? null,
    measures: world.measures,
    wire: null,
    clientLog: logOf(sides.client, client, marks.client),
    serverLog: logOf(sides.server, server, marks.server),
  };
  return {
    observation,
    whenEnded: seen?.paths ?? null,
    claimsOf: ({ path }) => claimsOfPair(world, path),
  };
}

/** What the two connections that a path joins say of it. */
function claimsOfPair({ joined }: World, path: number): WirePath['claims'] | null {
  const pair = joined.find(({ client }) => client.path === path);
  return pair === undefined ? null : { client: claimOf(pair.client), server: claimOf(pair.server) };
}

function claimOf({ history, hadOpenChannel }: Connection): WireClaim {
  return { connected: history.includes('connected'), data: hadOpenChannel };
}

/** Null when it was interrupted. */
async function play(
  scripted: ScriptedCase,
  world: World,
  peers: Record<Role, DrivenPeer>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ScriptOutcome | null> {
  const ended = new AbortController();
  const gone = (['client', 'server'] as const).map((role) =>
    peers[role].rpc.onSpoiled((error) => {
      world.fail(new SideError(role, error));
    }),
  );
  const limit = new Promise<ScriptOutcome | null>((resolve) => {
    const timer = setTimeout(() => {
      const doing = `client: ${world.client.doing}, server: ${world.server.doing}`;
      resolve({
        kind: 'failed',
        side: null,
        stage: null,
        reason: `the case did not end within ${timeoutMs} ms; last: ${doing}`,
      });
    }, timeoutMs);
    const abort = (): void => {
      resolve(null);
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    // By hand: a listener that another signal was to remove stays when garbage is collected meanwhile (Node 20), and
    // with it, for the rest of the run, all that was said in this attempt.
    ended.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    });
  });
  const script = scripted.script(world).then(
    (): ScriptOutcome => ({ kind: 'passed' }),
    (error: unknown) => {
      // Says nothing about anybody: the attempt was not made.
      if (error instanceof LinkError) throw error;
      return explain(error, world, peers);
    },
  );
  try {
    return await Promise.race([script, limit]);
  } finally {
    ended.abort();
    for (const forget of gone) forget();
  }
}

/** A peer that cannot be used any more, with its side. */
class SideError extends Error {
  readonly side: Role;
  override readonly cause: Error;
  constructor(side: Role, cause: Error) {
    super(cause.message);
    this.side = side;
    this.cause = cause;
  }
}

function explain(error: unknown, world: World, peers: Record<Role, DrivenPeer>): ScriptOutcome {
  if (error instanceof UnsupportedError) return { kind: 'unsupported', reason: error.message };
  if (error instanceof CaseFailure) {
    const side = error.accused === 'either' ? null : error.accused;
    return { kind: 'failed', side, stage: error.stage, reason: error.message };
  }
  if (error instanceof RefusalError) {
    return { kind: 'failed', side: error.side, stage: error.stage, reason: error.message };
  }
  const spoiled = error instanceof SideError ? error : sideOf(error, peers);
  if (spoiled !== null) {
    const { side, cause } = spoiled;
    const reason = `${side}: ${cause.message} (last: ${world[side].doing})`;
    if (cause instanceof ProtocolError) return { kind: 'broken', reason };
    return { kind: 'failed', side, stage: null, reason };
  }
  // Neither the peers' nor the case's word: a defect of ours, and no verdict about anybody.
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'broken', reason: `runner: the case itself failed: ${words.split('\n').slice(0, 2).join(' ')}` };
}

/** An error that a call itself threw because its peer was or became useless. */
function sideOf(error: unknown, peers: Record<Role, DrivenPeer>): SideError | null {
  if (!(error instanceof PeerGoneError || error instanceof UnansweredError || error instanceof ProtocolError))
    return null;
  for (const role of ['client', 'server'] as const) {
    if (peers[role].rpc.spoiled() === error) return new SideError(role, error);
  }
  return null;
}

function logOf(side: Side, peer: DrivenPeer, mark: number): Log {
  const { text, droppedBytes } = peer.process.log(mark);
  const stderr = text === '' ? '' : `\n-- stderr of the process, which other cells may share --\n${text}`;
  return { text: `${side.record.join('\n')}\n${stderr}`, droppedBytes };
}

async function within(limitMs: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([promise, limit]);
  clearTimeout(timer);
}
