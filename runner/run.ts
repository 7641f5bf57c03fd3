/** The pipeline, top to bottom: load -> plan -> execute -> judge -> report. */
import { randomInt } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { assemble } from './assemble/assemble.ts';
import { catalogue } from './cases/index.ts';
import { chooseEngine, type Choice, type EngineChoice } from './engines/choose-engine.ts';
import { EnvironmentError, type Engine, type Preparation } from './engines/engine.ts';
import type { Emit } from './events.ts';
import { contractsOf, type ContractChoice } from './execute/contracts.ts';
import { execute, type Execution } from './execute/execute.ts';
import { isExpected, matchExpectation } from './judge/expectations.ts';
import { ConfigurationError } from './load/configuration-error.ts';
import { loadMatrixFor } from './load/index.ts';
import type { Cell, Implementation, Judgement, Matrix } from './model.ts';
import { casesToLeaveOut, type LeftOutCases } from './plan/left-out-cases.ts';
import { offeredCells, type Offer } from './plan/offered-cells.ts';
import { planCells, type Selection } from './plan/plan-cells.ts';
import { makeReplay } from './assemble/replay.ts';
import { defaultParallel, describeHost, runId } from './run-facts.ts';
import {
  checkReportFolder,
  openSpool,
  ReportError,
  writeReport,
  type Report,
  type ReportFiles,
  type Spool,
} from './report/index.ts';

/** Seeds are whole numbers from 0 to this. */
export const MOST_SEED = 0xffff_ffff;

export interface RunRequest {
  /** matrix.yaml; absolute. Folders and entries in it are relative to its own folder. */
  readonly matrixFile: string;
  /** The same as typed, for the report. */
  readonly config: string;
  readonly selection: Selection;
  /** `--with NAME=SPEC`, as typed. */
  readonly overrides: readonly string[];
  readonly contract: ContractChoice;
  readonly engine: EngineChoice;
  /** Null: by the machine's cores. */
  readonly parallel: number | null;
  /** Time limit of one attempt, milliseconds. */
  readonly timeoutMs: number;
  /** How long a server may take to answer after its start, milliseconds. */
  readonly startTimeoutMs: number;
  readonly retries: number;
  /** Peers have to refuse what cannot exist before they are believed. */
  readonly selfCheck: boolean;
  /** Without the link: packets go straight from peer to peer. */
  readonly direct: boolean;
  /** Fixes all that is random; null: chosen by chance, and told in the report. */
  readonly seed: number | null;
  /** The report's folder, absolute. */
  readonly out: string;
  /** The command as the user typed it, for the report. */
  readonly command: string;
}

export interface Watch {
  readonly emit: Emit;
  /** Aborted by Ctrl-C: what was done is still reported. */
  readonly signal: AbortSignal;
}

export interface Plan {
  readonly matrix: Matrix;
  readonly choice: Choice;
  readonly offer: Offer;
  readonly leftOutCases: readonly LeftOutCases[];
}

export type PlanRequest = Pick<
  RunRequest,
  'matrixFile' | 'selection' | 'overrides' | 'contract' | 'engine' | 'startTimeoutMs' | 'direct'
>;

/**
 * load and plan. @throws ConfigurationError (exit status 2), EnvironmentError (exit status 3)
 */
export async function plan(request: PlanRequest): Promise<Plan> {
  const matrix = await loadMatrixFor(request.matrixFile, request.overrides);
  const planned = planCells(matrix, request.selection);
  const choice = await chooseEngine(request.engine, {
    root: dirname(request.matrixFile),
    healthTimeoutMs: request.startTimeoutMs,
  });
  const { direct, selection } = request;
  const leftOutCases = casesToLeaveOut(planned, catalogue, {
    direct,
    byDefault: selection.casesByDefault === true,
    withoutTurn: choice.engine.withoutTurn !== null,
  });
  const without = new Set(leftOutCases.flatMap(({ names }) => names));
  const playable = planned.filter((cell) => !without.has(cell.case));
  if (playable.length === 0 && planned.length > 0) {
    const words = leftOutCases.map(({ names, why }) => `${names.join(', ')} (${why})`).join(', ');
    throw new ConfigurationError(`No case is left to run; left out: ${words}.`);
  }
  const offer = offeredCells(
    playable,
    matrix.implementations,
    (implementation) => choice.engine.offers(implementation),
    (cell) => hasContract(cell, matrix, request.contract),
  );
  return { matrix, choice, offer, leftOutCases };
}

/** Whether some of the cells asks for a TURN server. */
export function needsTurn(cells: readonly Cell[]): boolean {
  const names = new Set(catalogue.filter((one) => one.needsTurn !== undefined).map(({ name }) => name));
  return cells.some((cell) => names.has(cell.case));
}

export interface RunResult {
  readonly report: Report;
  /** Why the report could not be written; null where it lies in `request.out`. */
  readonly notWritten: ReportError | null;
}

/** A foreign image has no contract for a case that only driven peers can play. */
function hasContract(cell: Cell, { implementations, cases }: Matrix, choice: ContractChoice): boolean {
  const [server, client] = [cell.server, cell.client].map((side) => implementations.find(({ name }) => name === side));
  const planned = cases.find(({ name }) => name === cell.case);
  if (server === undefined || client === undefined || planned === undefined) return false;
  const { exitCode, script } = contractsOf(planned, server, client, choice);
  return exitCode || script;
}

/** Runs all and writes the report to `request.out`. @throws as `plan`, and ReportError for a folder that is not ours */
export async function run(request: RunRequest, watch: Watch): Promise<RunResult> {
  await checkReportFolder(request.out);
  const { matrix, choice, offer, leftOutCases } = await plan(request);
  const { engine } = choice;
  tellWhatIsLeftOut(offer, choice, watch.emit);
  for (const { names, why } of leftOutCases) {
    watch.emit({ type: 'notice', lines: [`Left out: ${names.join(', ')} (${why}).`] });
  }
  if (offer.cells.length === 0) throw nothingToRun(offer, engine);

  const startedAt = new Date();
  const began = performance.now();
  const id = runId(startedAt);
  const parallel = request.parallel ?? defaultParallel();
  const seed = request.seed ?? randomInt(MOST_SEED);
  await using spool = await openSpool(join(dirname(request.matrixFile), '.cache', 'captures'), (reason) => {
    watch.emit({
      type: 'notice',
      lines: [`Captures cannot be kept: ${reason}. The verdicts are not touched by that.`],
    });
  });
  watch.emit({ type: 'prepare-started', implementations: offer.implementations.map(({ name }) => name) });
  const preparations = await engine.prepare(offer.implementations, { ...watch, turn: needsTurn(offer.cells) });
  watch.emit({ type: 'cells-planned', cells: offer.cells, parallel });
  const execution = await executeInRoom(
    id,
    engine,
    offer.cells,
    preparations,
    { ...request, parallel, seed, spool },
    matrix,
    watch,
  );

  const { report, files } = assemble(
    {
      id,
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      durationMs: Math.round(performance.now() - began),
      engine: engine.name,
      command: request.command,
      seed,
      interrupted: watch.signal.aborted,
      host: describeHost(engine),
    },
    matrix,
    preparations,
    execution,
    (cell) => makeReplay(cell, { ...request, engine: engine.name, seed }),
  );
  return { report, notWritten: await writtenOrNot(report, files, request.out) };
}

/** A run is not lost because its report has no place: the grid can still be shown. */
async function writtenOrNot(report: Report, files: ReportFiles, out: string): Promise<ReportError | null> {
  try {
    await writeReport(report, files, out);
    return null;
  } catch (error) {
    if (error instanceof ReportError) return error;
    throw error;
  }
}

async function executeInRoom(
  id: string,
  engine: Engine,
  cells: readonly Cell[],
  preparations: readonly Preparation[],
  request: RunRequest & { readonly parallel: number; readonly seed: number; readonly spool: Spool },
  { expectations }: Matrix,
  { emit, signal }: Watch,
): Promise<Execution> {
  const isKnown = (cell: Cell, { verdict }: Judgement): boolean =>
    isExpected(verdict, matchExpectation(expectations, cell));
  const room = await engine.open(id, emit);
  try {
    const keepCapture = (capture: Buffer): Promise<string | null> => request.spool.keep(capture);
    const options = { ...request, cases: catalogue, isKnown, keepCapture, emit, signal };
    return await execute(cells, preparations, room, options);
  } finally {
    // A report is worth more than a tidy end: what could not be removed is said, and `clean` removes it.
    await Promise.resolve(room[Symbol.asyncDispose]()).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      emit({
        type: 'notice',
        lines: [`Could not remove what this run started: ${message}`, 'To remove it: npm run matrix -- clean'],
      });
    });
  }
}

function tellWhatIsLeftOut({ leftOut }: Offer, { engine, noDocker }: Choice, emit: Emit): void {
  if (leftOut.length === 0) return;
  const names = listNames(leftOut);
  const why = engine.name === 'docker' ? 'they have no image' : (noDocker ?? 'the embedded engine was asked for');
  const mend =
    noDocker === null
      ? 'To run them: npm run matrix -- --engine docker'
      : 'To bring them: npm run bootstrap, then npm run matrix again.';
  emit({ type: 'notice', lines: [`Left out: ${names} (${why}).`, mend] });
}

function nothingToRun({ leftOut }: Offer, engine: Engine): EnvironmentError {
  return new EnvironmentError(
    `The ${engine.name} engine cannot run ${listNames(leftOut)}, so no cell is left. Try npm run bootstrap, or another --engine.`,
  );
}

function listNames(implementations: readonly Implementation[]): string {
  return implementations.map(({ name }) => name).join(', ');
}

export function defaultOut(matrixFile: string): string {
  return resolve(dirname(matrixFile), 'reports', 'latest');
}
