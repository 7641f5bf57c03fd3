/** What was executed -> the Report, and what lies beside it. Pure. */
import { isExpected, matchExpectation } from '../judge/expectations.ts';
import type { Preparation } from '../engines/engine.ts';
import type { Attempt, CellResult, Execution } from '../execute/execute.ts';
import type { Cell, Exit, Log, Matrix, Observation } from '../model.ts';
import { sumUpNotes, type SummedNote } from '../notes/sum-up.ts';
import { takeNotes } from '../notes/take-notes.ts';
import { attemptPath, type Report, type ReportAttempt, type ReportCell, type ReportFiles } from '../report/index.ts';
import { describeSdp, summarizePath } from './summarize-wire.ts';

export interface Assembled {
  readonly report: Report;
  readonly files: ReportFiles;
}

interface Files {
  readonly logs: Map<string, Log>;
  readonly captures: Map<string, string>;
}

export function assemble(
  run: Report['run'],
  matrix: Matrix,
  preparations: readonly Preparation[],
  execution: Execution,
  replayOf: (cell: Cell) => string,
): Assembled {
  const files: Files = { logs: new Map(), captures: new Map() };
  const cells = execution.results.map((result) => assembleCell(result, matrix, files, replayOf(result.cell)));
  const notes = sumUpNotes(cells);
  const caseNames = new Set(cells.map((cell) => cell.case));
  const report: Report = {
    version: 1,
    run,
    implementations: preparations.map((preparation) => assembleImplementation(preparation, execution.versions, notes)),
    cases: matrix.cases
      .filter(({ name }) => caseNames.has(name))
      .map(({ name, abbreviation, title, spec }) => ({ name, abbreviation, title, spec: [...spec] })),
    cells,
    summary: summarize(cells),
  };
  return { report, files };
}

function assembleImplementation(
  preparation: Preparation,
  versions: ReadonlyMap<string, string | null>,
  notes: ReadonlyMap<string, readonly SummedNote[]>,
): Report['implementations'][number] {
  const { name, version, language, homepage, licence, roles } = preparation.implementation;
  return {
    name,
    version: versions.get(name) ?? null,
    pinned: version,
    language,
    homepage,
    licence,
    origin: preparation.ok ? preparation.origin : null,
    image: preparation.ok ? preparation.image : null,
    roles: [...roles],
    notBuilt: preparation.ok ? null : preparation.reason,
    notes: [...(notes.get(name) ?? [])],
  };
}

function assembleCell(
  { cell, attempts, judgement }: CellResult,
  matrix: Matrix,
  files: Files,
  replay: string,
): ReportCell {
  const [first] = attempts;
  const through = attempts.filter(({ direct }) => direct === first?.direct);
  if (first === undefined) throw new Error(`${cell.case} ${cell.server} ${cell.client} was never attempted`);
  const { verdict, reason, blame, stage } = judgement;
  const known = matchExpectation(matrix.expectations, cell);
  return {
    case: cell.case,
    server: cell.server,
    client: cell.client,
    verdict,
    expected: isExpected(verdict, known),
    // An attempt on the bare path is another thing than a repeat.
    flaky: through.some((attempt) => attempt.judgement.verdict !== through.at(-1)?.judgement.verdict),
    durationMs: round(attempts.reduce((sum, attempt) => sum + attempt.durationMs, 0)),
    // A cell that passed only when repeated tells what came first: nothing is hidden by a repeat.
    reason: reason ?? firstReason(through),
    blame,
    stage,
    known: known && { verdict: known.verdict, reason: known.reason, link: known.link, position: known.position },
    replay,
    notes: takeNotes(cell.case, through.at(-1)?.carried?.paths ?? []),
    attempts: attempts.map((attempt, index) => assembleAttempt(cell, attempt, index + 1, files)),
  };
}

function firstReason(attempts: readonly Attempt[]): string | null {
  const failed = attempts.find(({ judgement }) => judgement.verdict !== 'passed');
  return failed === undefined
    ? null
    : `first attempt ${failed.judgement.verdict}: ${failed.judgement.reason ?? 'no reason'}`;
}

function assembleAttempt(
  cell: CellResult['cell'],
  { observation, judgement, durationMs, direct, carried }: Attempt,
  number: number,
  { logs, captures }: Files,
): ReportAttempt {
  const ran = exitCodePart(observation);
  const { client: clientLog, server: serverLog } = logsOf(observation);
  const keep = (side: 'client' | 'server', log: Log | null): string | null => {
    if (log === null || (log.text === '' && log.droppedBytes === 0)) return null;
    const path = attemptPath(cell, number, `${side}.log`);
    logs.set(path, log);
    return path;
  };
  const sdp = describeSdp(carried?.paths ?? []);
  const sdpPath = sdp === '' ? null : attemptPath(cell, number, 'sdp.txt');
  if (sdpPath !== null) logs.set(sdpPath, { text: sdp, droppedBytes: 0 });
  const capture = carried?.capture ?? null;
  const capturePath = capture === null ? null : attemptPath(cell, number, 'wire.pcapng');
  if (capturePath !== null && capture !== null) captures.set(capturePath, capture);
  return {
    verdict: judgement.verdict,
    reason: judgement.reason,
    stage: judgement.stage,
    durationMs: round(durationMs),
    client: { ...exitOf(ran?.client ?? null), timedOut: ran?.client.timedOut ?? false },
    server: { ...exitOf(ran?.server.died ?? null), timedOut: false },
    direct,
    measures: measuresOf(observation),
    evidence: carried && {
      paths: carried.paths.map(summarizePath),
      impairment: carried.decisions.map((decision) => ({ ...decision, which: [...decision.which] })),
    },
    frame: judgement.verdict === 'passed' || carried === null ? null : frameOf(observation),
    files: {
      clientLog: keep('client', clientLog),
      serverLog: keep('server', serverLog),
      capture: capturePath,
      sdp: sdpPath,
    },
  };
}

function measuresOf(observation: Observation): ReportAttempt['measures'] {
  if (observation.kind === 'both') return measuresOf(observation.driven);
  return observation.kind === 'driven' ? observation.measures.map((measure) => ({ ...measure })) : [];
}

/** By both contracts the script comes last. */
function frameOf(observation: Observation): number | null {
  if (observation.kind === 'not-run') return null;
  return observation.kind === 'both' ? frameOf(observation.driven) : observation.frame;
}

function exitCodePart(observation: Observation): Extract<Observation, { kind: 'ran' }> | null {
  if (observation.kind === 'both') return exitCodePart(observation.exitCode);
  return observation.kind === 'ran' ? observation : null;
}

function logsOf(observation: Observation): { client: Log | null; server: Log | null } {
  switch (observation.kind) {
    case 'ran':
      return { client: observation.client.log, server: observation.server.log };
    case 'driven':
    case 'not-run':
      return { client: observation.clientLog, server: observation.serverLog };
    case 'both': {
      const [byCode, byScript] = [logsOf(observation.exitCode), logsOf(observation.driven)];
      return { client: join(byCode.client, byScript.client), server: join(byCode.server, byScript.server) };
    }
  }
}

function join(byCode: Log | null, byScript: Log | null): Log {
  const text = `-- by exit code --\n${byCode?.text ?? ''}\n-- by script --\n${byScript?.text ?? ''}`;
  return { text, droppedBytes: (byCode?.droppedBytes ?? 0) + (byScript?.droppedBytes ?? 0) };
}

function exitOf(exit: Exit | null): { exitCode: number | null; signal: string | null } {
  return { exitCode: exit?.exitCode ?? null, signal: exit?.signal ?? null };
}

function summarize(cells: readonly ReportCell[]): Report['summary'] {
  const count = (matches: (cell: ReportCell) => boolean): number => cells.filter(matches).length;
  return {
    passed: count((cell) => cell.verdict === 'passed'),
    failed: count((cell) => cell.verdict === 'failed'),
    unsupported: count((cell) => cell.verdict === 'unsupported'),
    broken: count((cell) => cell.verdict === 'broken'),
    unexpected: count((cell) => !cell.expected),
    flaky: count((cell) => cell.flaky),
    total: cells.length,
  };
}

/** Microseconds are noise in a published report. */
function round(milliseconds: number): number {
  return Math.round(milliseconds);
}
