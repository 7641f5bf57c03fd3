/** The report for a terminal: the grid, every cell that needs a look, the sums, and where the rest lies. */
import {
  explain,
  groupByCause,
  isKnownFailure,
  isUnexpectedPass,
  MARKS,
  nameGroup,
  needsLook,
  sortByUrgency,
  VERDICTS,
} from './grid.ts';
import type { Report, ReportCell } from './schema.ts';
import { MOST_MARKS, renderGrid, styleOf, STYLES } from './terminal-grid.ts';
import { makePaint, toAscii } from './terminal-style.ts';
import type { Paint } from './terminal-style.ts';
import { formatDuration, makeLine, makeVisible } from './text.ts';

/** How many cells are told how to run them again; report.json tells it for all. */
const MOST_REPLAYS = 3;

export interface TerminalOptions {
  readonly color: boolean;
  /** False: ASCII only. */
  readonly unicode: boolean;
  /** Columns of the terminal. A grid that is wider is printed in several parts. */
  readonly width: number;
  /** Where the report lies, as the user would type it; null when it was not written. */
  readonly place: string | null;
}

/** The whole text, ending with a line feed. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const paint = makePaint(options.color);
  const parts = [renderGrid(report, paint, options.width), renderLegend(report, paint)];
  parts.push(
    ...renderCellsToSee(report, paint),
    renderReplays(report, paint),
    renderSummary(report, paint),
    renderNotes(report, paint),
  );
  if (options.place !== null) parts.push(`report: ${options.place}`);
  const text = `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  return options.unicode ? text : toAscii(text);
}

function renderLegend(report: Report, paint: Paint): string {
  const few = report.cases.length <= MOST_MARKS;
  const cases = few ? report.cases.map((each) => `${each.abbreviation} ${each.name}`) : ['passed/run of each pair'];
  const used = VERDICTS.filter((verdict) => report.summary[verdict] > 0);
  const marks = used.map((verdict) => `${paint(STYLES[verdict], MARKS[verdict].sign)} ${verdict}`);
  if (report.cells.some(isKnownFailure)) marks.push('k known');
  if (report.cells.some(isUnexpectedPass)) marks.push('* passes, but known not to');
  if (report.summary.flaky > 0) marks.push('~ flaky');
  return `${cases.join('   ')}\n${marks.join('   ')}`;
}

function renderCellsToSee(report: Report, paint: Paint): readonly string[] {
  const toSee = sortByUrgency(report.cells.filter(needsLook));
  const isQuiet = (cell: ReportCell): boolean => cell.expected && !cell.flaky;
  const lines = groupByCause(toSee.filter((cell) => !isQuiet(cell))).map((cells) => renderGroup(cells, paint));
  const quiet = renderKnown(toSee.filter(isQuiet), paint);
  return [lines.join('\n'), quiet];
}

/** What is known has been explained before; here it is only counted. */
function renderKnown(cells: readonly ReportCell[], paint: Paint): string {
  if (cells.length === 0) return '';
  const lines = new Set(cells.map(({ known }) => known?.position)).size;
  const count = (verdict: ReportCell['verdict']): string => {
    const found = cells.filter((cell) => cell.verdict === verdict).length;
    return found === 0 ? '' : `${String(found)} ${verdict}`;
  };
  const sums = [count('failed'), count('unsupported')].filter((sum) => sum !== '').join(', ');
  const source = lines === 1 ? '1 line' : `${String(lines)} lines`;
  return paint('dim', `known: ${sums}, by ${source} of the expectations; the report has each with its reason`);
}

function renderGroup(cells: readonly ReportCell[], paint: Paint): string {
  const [cell] = cells;
  if (cell === undefined) return '';
  const pair = `server ${makeLine(cell.server)} ← client ${makeLine(cell.client)}  ${makeLine(cell.case)}`;
  const subject = cells.length > 1 ? makeLine(nameGroup(cells)) : pair;
  return `${subject}  ${paint(styleOf(cell), wordsFor(cell))}  ${makeLine(explain(cell))}`.trimEnd();
}

function wordsFor(cell: ReportCell): string {
  const verdict = isUnexpectedPass(cell) ? 'passed unexpectedly' : cell.verdict;
  return `${verdict}${isKnownFailure(cell) ? ' (known)' : ''}${cell.flaky ? ' (flaky)' : ''}`;
}

/** The line to copy, of the first cells that are not as expected; of those with one cause, of one. */
function renderReplays(report: Report, paint: Paint): string {
  const unexpected = sortByUrgency(report.cells.filter((cell) => !cell.expected));
  const cells = groupByCause(unexpected).flatMap((group) => group.slice(0, 1));
  if (cells.length === 0) return '';
  // Spaces stay as they are: the line is for a shell.
  const lines = cells.slice(0, MOST_REPLAYS).map((cell) => `  ${makeVisible(cell.replay).replaceAll('\n', ' ')}`);
  const others = cells.length > MOST_REPLAYS ? ' (the others: "replay" in report.json)' : '';
  return [paint('dim', `to run one again${others}:`), ...lines].join('\n');
}

/** What green cells still do wrong is told by the report; here it is only said that there is something. */
function renderNotes(report: Report, paint: Paint): string {
  const noted = report.implementations.filter(({ notes }) => notes.length > 0).length;
  if (noted === 0) return '';
  const who = noted === 1 ? '1 implementation has' : `${String(noted)} implementations have`;
  return paint('dim', `${who} notes (sentences of standards that they break), see the report`);
}

function renderSummary(report: Report, paint: Paint): string {
  const { summary, run } = report;
  const verdicts = VERDICTS.filter((verdict) => verdict === 'passed' || summary[verdict] > 0).map((verdict) =>
    paint(summary[verdict] > 0 ? STYLES[verdict] : 'dim', `${summary[verdict]} ${verdict}`),
  );
  const sums = `${verdicts.join(', ')} of ${summary.total} in ${formatDuration(run.durationMs)}`;
  const expected = summary.unexpected === 0 ? 'all as expected' : `${summary.unexpected} not as expected`;
  const flaky = summary.flaky > 0 ? ` · ${summary.flaky} flaky` : '';
  const stopped = run.interrupted ? `${paint(['yellow', 'bold'], 'interrupted: not all cells were run')}\n` : '';
  return `${stopped}${sums} · ${paint(summary.unexpected === 0 ? 'green' : ['red', 'bold'], expected)}${flaky}`;
}
