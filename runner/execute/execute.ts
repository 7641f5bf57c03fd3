/** Runs cells: first all on warm peers, then what did not pass once more, alone, on fresh ones. */
import { EnvironmentError, PeerError, type Preparation, type Room } from '../engines/engine.ts';
import type { Emit } from '../events.ts';
import { judge } from '../judge/judge.ts';
import type { Case, Cell, Judgement, Observation } from '../model.ts';
import { attempt, INTERRUPTED, notRun } from './attempt.ts';
import { runFirstPass } from './first-pass.ts';
import { Peers, stopAll, type Started } from './peers.ts';

export interface ExecuteOptions {
  readonly cases: readonly Case[];
  /** How many cells run at once. */
  readonly parallel: number;
  /** Time limit of one attempt, milliseconds. */
  readonly timeoutMs: number;
  /** How often a cell that did not pass is repeated at most. */
  readonly retries: number;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export interface Attempt {
  readonly observation: Observation;
  readonly judgement: Judgement;
  readonly durationMs: number;
}

export interface CellResult {
  readonly cell: Cell;
  /** At least one; the last one is the cell's verdict. */
  readonly attempts: readonly Attempt[];
}

export interface Execution {
  /** In the order of the plan. */
  readonly results: readonly CellResult[];
  /** The version that really ran, by implementation; null where a server does not tell. */
  readonly versions: ReadonlyMap<string, string | null>;
}

/** Never rejects because of a peer: what could not be run is an attempt that says so. */
export async function execute(
  cells: readonly Cell[],
  preparations: readonly Preparation[],
  room: Room,
  options: ExecuteOptions,
): Promise<Execution> {
  const { emit, signal, retries } = options;
  const peers = new Peers(preparations, room, emit, signal);
  const attempts = new Map<Cell, Attempt[]>(cells.map((cell) => [cell, []]));
  const buildable = new Map(preparations.map((preparation) => [preparation.implementation.name, preparation.ok]));
  /** Why nothing more can be run: the engine is gone. */
  let lost: string | null = null;

  const runOne = async (cell: Cell, number: number, run: () => Promise<Observation>): Promise<void> => {
    const hindrance = signal.aborted ? INTERRUPTED : lost;
    if (hindrance !== null) {
      record(cell, notRun(hindrance), 0);
      return;
    }
    emit({ type: 'cell-started', cell, attempt: number });
    const began = performance.now();
    let observation: Observation;
    try {
      observation = await run();
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      observation = notRun(signal.aborted ? INTERRUPTED : (lost = `not run: ${error.message}`));
    }
    // A repeat that could not be made to its end says nothing: the first attempt stands.
    if (number > 1 && (signal.aborted || lost !== null)) return;
    record(cell, observation, performance.now() - began);
  };

  const record = (cell: Cell, observation: Observation, durationMs: number): void => {
    const judgement = judge(observation);
    const list = attempts.get(cell) ?? [];
    list.push({ observation, judgement, durationMs });
    const final = !mayRepeat(cell, list);
    emit({ type: 'cell-finished', cell, attempt: list.length, judgement, durationMs, final });
  };

  const mayRepeat = (cell: Cell, list: readonly Attempt[]): boolean => {
    const last = list.at(-1)?.judgement.verdict;
    if (last === 'passed' || signal.aborted || lost !== null || list.length > retries) return false;
    // A difference between two attempts is an answer: the cell is flaky. More attempts would only hide it.
    if (list.some(({ judgement }) => judgement.verdict !== last)) return false;
    return buildable.get(cell.server) === true && buildable.get(cell.client) === true;
  };

  if (!signal.aborted) {
    await runFirstPass(cells, peers, options.parallel, (cell, running) =>
      runOne(cell, 1, () => runWarm(cell, peers, running, options)),
    );
  }
  for (const cell of cells.filter((unrun) => attempts.get(unrun)?.length === 0)) record(cell, notRun(INTERRUPTED), 0);
  const repeats = cells.filter((cell) => mayRepeat(cell, attempts.get(cell) ?? []));
  if (repeats.length > 0) await peers.stopWarm();
  for (const cell of repeats) {
    for (let list = attempts.get(cell) ?? []; mayRepeat(cell, list);) {
      await runOne(cell, list.length + 1, () => runAlone(cell, peers, options));
    }
  }
  return { results: cells.map((cell) => ({ cell, attempts: attempts.get(cell) ?? [] })), versions: peers.versions };
}

async function runWarm(
  cell: Cell,
  peers: Peers,
  running: ReadonlySet<Cell>,
  options: ExecuteOptions,
): Promise<Observation> {
  const server = await peers.server(cell.server);
  const client = await peers.client(cell.client);
  if (!server.ok || !client.ok) return notStarted(server, client);
  try {
    const observation = await attempt(caseOf(cell, options), server.peer, client.peer, options);
    const death = observation.kind === 'ran' ? observation.server.died : null;
    if (death !== null)
      peers.tellDeath(
        cell.server,
        death,
        [...running].filter(({ server }) => server === cell.server),
      );
    return observation;
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    peers.forgetClient(cell.client);
    return {
      kind: 'not-run',
      reason: `client ${cell.client} ${error.message}`,
      serverLog: server.peer.log(),
      clientLog: error.log,
    };
  }
}

async function runAlone(cell: Cell, peers: Peers, options: ExecuteOptions): Promise<Observation> {
  const [server, client] = await Promise.all([peers.freshServer(cell.server), peers.freshClient(cell.client)]);
  try {
    if (!server.ok || !client.ok) return notStarted(server, client);
    return await attempt(caseOf(cell, options), server.peer, client.peer, options);
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    return { kind: 'not-run', reason: `client ${cell.client} ${error.message}`, serverLog: null, clientLog: error.log };
  } finally {
    await stopAll([server, client]);
  }
}

function notStarted(server: Started<unknown>, client: Started<unknown>): Observation {
  const reasons = [server, client].flatMap((started) => (started.ok ? [] : [started.reason]));
  return {
    kind: 'not-run',
    reason: [...new Set(reasons)].join('; '),
    serverLog: server.ok ? null : server.log,
    clientLog: client.ok ? null : client.log,
  };
}

function caseOf(cell: Cell, { cases }: ExecuteOptions): Case {
  const found = cases.find(({ name }) => name === cell.case);
  if (found === undefined) throw new Error(`the plan has a case "${cell.case}" that the catalogue lacks`);
  return found;
}
