/** Runs cells: first all on warm peers, then what did not pass once more, alone, on fresh ones. */
import { createHash } from 'node:crypto';
import type { ScriptedCase } from '../cases/case.ts';
import { EnvironmentError, type Preparation, type Room } from '../engines/engine.ts';
import type { Emit } from '../events.ts';
import { conclude } from '../judge/conclude.ts';
import { isDeniedByWire, judge } from '../judge/judge.ts';
import type { Cell, Implementation, Judgement, Observation } from '../model.ts';
import { INTERRUPTED, notRun } from './attempt.ts';
import { contractsOf, type ContractChoice, type Contracts } from './contracts.ts';
import { Readiness, runFirstPass, type Need } from './first-pass.ts';
import { createPeers, type Peers } from './peers.ts';
import type { Carried } from './carriage.ts';
import { playCell, type Played } from './play-cell.ts';

export interface ExecuteOptions {
  readonly cases: readonly ScriptedCase[];
  readonly contract: ContractChoice;
  /** How many cells that start a client process run at once. */
  readonly parallel: number;
  /** Time limit of one attempt, milliseconds. */
  readonly timeoutMs: number;
  /** How long a peer may take to start, milliseconds. */
  readonly startTimeoutMs: number;
  /** How often a cell that did not pass is repeated at most. */
  readonly retries: number;
  /** Whether a verdict of a cell is what is known beforehand: nothing is learnt by repeating it. */
  readonly isKnown: (cell: Cell, judgement: Judgement) => boolean;
  /** Fixes all that is random in the cases. */
  readonly seed: number;
  /** Without the link. */
  readonly direct: boolean;
  /** Lays a capture down. @returns its file, null where it could not be written */
  readonly keepCapture: (capture: Buffer) => Promise<string | null>;
  /** Whether peers have to prove first that they refuse what cannot exist. */
  readonly selfCheck: boolean;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export interface Attempt {
  readonly observation: Observation;
  readonly judgement: Judgement;
  readonly durationMs: number;
  /** Made on the bare path, to see whether the link changes anything; never the cell's verdict. */
  readonly direct: boolean;
  /** Null on the bare path. */
  readonly carried: KeptCarried | null;
}

/** What an attempt leaves behind, with its capture laid down. */
export interface KeptCarried extends Omit<Carried, 'capture'> {
  /** A file of this run; null where it could not be written. */
  readonly capture: string | null;
}

export interface CellResult {
  readonly cell: Cell;
  /** At least one. */
  readonly attempts: readonly Attempt[];
  /** The cell's verdict. */
  readonly judgement: Judgement;
}

export interface Execution {
  /** In the order of the plan. */
  readonly results: readonly CellResult[];
  /** The version that really ran, by implementation; null where a peer does not tell. */
  readonly versions: ReadonlyMap<string, string | null>;
}

/** Cells over warm driven processes mostly wait: so many times more of them run at once. */
const LIGHT_FACTOR = 4;

/** Never rejects because of a peer: what could not be run is an attempt that says so. */
export async function execute(
  cells: readonly Cell[],
  preparations: readonly Preparation[],
  room: Room,
  options: ExecuteOptions,
): Promise<Execution> {
  const { emit, signal, retries, parallel } = options;
  const running = new Set<Cell>();
  const attempts = new Map<Cell, Attempt[]>(cells.map((cell) => [cell, []]));
  const prepared = new Map(preparations.map((preparation) => [preparation.implementation.name, preparation]));
  /** Why nothing more can be run: the engine is gone. */
  let lost: string | null = null;

  const contracts = (cell: Cell): Contracts => {
    const [server, client] = [cell.server, cell.client].map((name) => prepared.get(name)?.implementation);
    return contractsOf(findCase(cell, options), known(server, cell), known(client, cell), options.contract);
  };
  /** The server of a cell of this client, its own implementation's where there is such a cell. */
  const serverFor = (client: string): string | null => {
    const servers = cells
      .filter((cell) => cell.client === client && contracts(cell).exitCode)
      .map((cell) => cell.server);
    return servers.find((server) => server === client) ?? servers[0] ?? null;
  };
  const peers = createPeers(preparations, room, { ...options, running, serverFor });

  const runOne = async (cell: Cell, alone: boolean, direct = options.direct): Promise<void> => {
    const hindrance = signal.aborted ? INTERRUPTED : lost;
    if (hindrance !== null) {
      record(cell, unplayed(hindrance, direct), 0);
      return;
    }
    emit({ type: 'cell-started', cell, attempt: (attempts.get(cell)?.length ?? 0) + 1 });
    const began = performance.now();
    running.add(cell);
    let played: Played;
    try {
      const scripted = findCase(cell, options);
      const seed = seedOf(options.seed, cell);
      const bare = direct || scripted.direct === true;
      const play = { ...options, cell, scripted, contracts: contracts(cell), seed, peers, alone, direct: bare };
      played = await playCell(play);
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      const reason = signal.aborted ? INTERRUPTED : (lost = `not run: ${error.message}`);
      played = { observation: notRun(reason), carried: null };
    } finally {
      running.delete(cell);
    }
    // A repeat that could not be made to its end says nothing: the first attempt stands.
    if (alone && (signal.aborted || lost !== null)) return;
    const durationMs = performance.now() - began;
    const { observation, carried } = played;
    const kept = carried && { ...carried, capture: await options.keepCapture(carried.capture) };
    record(cell, { observation, carried: kept, direct }, durationMs);
  };

  const record = (cell: Cell, seen: Omit<Attempt, 'judgement' | 'durationMs'>, durationMs: number): void => {
    const judgement = judge(seen.observation);
    const list = attempts.get(cell) ?? [];
    list.push({ ...seen, judgement, durationMs });
    const final = !mayRepeat(cell, list) && !mayTryDirect(cell, list);
    const known = judgement.verdict !== 'passed' && options.isKnown(cell, judgement);
    emit({ type: 'cell-finished', cell, attempt: list.length, judgement, durationMs, final, known });
  };

  const mayRepeat = (cell: Cell, list: readonly Attempt[]): boolean => {
    const latest = list.at(-1)?.judgement;
    const last = latest?.verdict;
    if (latest === undefined || list.at(-1)?.direct !== options.direct || options.isKnown(cell, latest)) return false;
    if (last === 'passed' || signal.aborted || lost !== null || list.length > retries) return false;
    // A difference between two attempts is an answer: the cell is flaky. More attempts would only hide it.
    if (list.some(({ judgement }) => judgement.verdict !== last)) return false;
    return [cell.server, cell.client].every((name) => prepared.get(name)?.ok === true);
  };

  /** A red cell is tried on the bare path before anybody is blamed; where the case is about the link that says nothing. */
  const mayTryDirect = (cell: Cell, list: readonly Attempt[]): boolean => {
    const latest = list.at(-1);
    if (latest === undefined || latest.direct || options.direct || retries === 0) return false;
    if (signal.aborted || lost !== null) return false;
    const { needsLink, direct } = findCase(cell, options);
    if (needsLink === true || direct === true) return false;
    if (isDeniedByWire(latest.observation)) return false;
    return latest.judgement.verdict === 'failed' && !options.isKnown(cell, latest.judgement);
  };

  if (!signal.aborted) {
    const readiness = new Readiness();
    const needs = (cell: Cell): readonly Need[] => needsOf(cell, contracts(cell), peers);
    const lane = (which: readonly Cell[], width: number, exclusive = false): Promise<void> =>
      runFirstPass(which, { readiness, needsOf: needs, width, exclusive, runOne: (cell) => runOne(cell, false) });
    const [byExitCode, byScript] = split(cells, (cell) => contracts(cell).exitCode);
    const [heavy, light] = split(byScript, (cell) => findCase(cell, options).heavy === true);
    await lane(byExitCode, parallel);
    await lane(light, parallel * LIGHT_FACTOR);
    await lane(heavy, Math.ceil(parallel / 2), true);
  }
  for (const cell of cells.filter((unrun) => attempts.get(unrun)?.length === 0))
    record(cell, unplayed(INTERRUPTED, options.direct), 0);
  const repeats = cells.filter((cell) => {
    const list = attempts.get(cell) ?? [];
    return mayRepeat(cell, list) || mayTryDirect(cell, list);
  });
  if (repeats.length > 0) await peers.stop();
  const repeat = async (cell: Cell): Promise<void> => {
    while (mayRepeat(cell, attempts.get(cell) ?? [])) await runOne(cell, true);
    if (mayTryDirect(cell, attempts.get(cell) ?? [])) await runOne(cell, true, true);
  };
  const [startsClients, driven] = split(repeats, (cell) => contracts(cell).exitCode);
  for (const cell of startsClients) await repeat(cell);
  // Each of these has processes of its own, and they mostly wait.
  await inLanes(driven, parallel, repeat);
  const results = cells.map((cell) => {
    const list = attempts.get(cell) ?? [];
    return { cell, attempts: list, judgement: conclude(list) };
  });
  return { results, versions: peers.versions };
}

function unplayed(reason: string, direct: boolean): Omit<Attempt, 'judgement' | 'durationMs'> {
  return { observation: notRun(reason), carried: null, direct };
}

function split<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

async function inLanes<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

function needsOf(cell: Cell, { exitCode, script }: Contracts, peers: Peers): readonly Need[] {
  const needs: Need[] = [];
  if (exitCode) {
    needs.push({ key: `server ${cell.server}`, start: () => peers.servers.get(cell.server) });
    needs.push({ key: `client ${cell.client}`, start: () => peers.clients.get(cell.client) });
  }
  if (script) {
    needs.push({ key: `driven server ${cell.server}`, start: () => peers.driven.server.get(cell.server) });
    needs.push({ key: `driven client ${cell.client}`, start: () => peers.driven.client.get(cell.client) });
  }
  return needs;
}

function findCase(cell: Cell, { cases }: ExecuteOptions): ScriptedCase {
  const found = cases.find(({ name }) => name === cell.case);
  if (found === undefined) throw new Error(`the plan has a case "${cell.case}" that the catalogue lacks`);
  return found;
}

function known(implementation: Implementation | undefined, cell: Cell): Implementation {
  if (implementation === undefined)
    throw new Error(`the plan has a cell of ${cell.server} and ${cell.client}, which were not prepared`);
  return implementation;
}

/** The same for the same run seed and cell, whatever else runs. 32 bits. */
function seedOf(seed: number, cell: Cell): number {
  const text = `${String(seed)} ${cell.case} ${cell.server} ${cell.client}`;
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
