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
import { formatDuration, makeLine } from './text.ts';

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
  parts.push(...renderCellsToSee(report, paint), renderSummary(report, paint));
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
  const groups = groupByCause(sortByUrgency(report.cells.filter(needsLook)));
  const lines = groups.map((cells) => renderGroup(cells, paint));
  return lines.length === 0 ? [] : [lines.join('\n')];
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
