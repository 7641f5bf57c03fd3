/** Which lines an event leaves behind for good: above the live block on a terminal, or in a CI log. Pure. */
import type { RunEvent } from '../events.ts';
import type { Cell, Verdict } from '../model.ts';
import type { Paint, Style } from '../report/terminal-style.ts';
import { formatDuration, makeLine, makeVisible } from '../report/text.ts';
import type { ProgressState } from './state.ts';

export interface LineOptions {
  readonly paint: Paint;
  /** Every cell and every line of a build's output. */
  readonly verbose: boolean;
  /** A live block shows the counts, so that lines need not. */
  readonly live: boolean;
}

/** Of a failed build's log. */
const TAIL_LINES = 30;

const STYLES: Readonly<Record<Verdict, Style>> = {
  passed: 'green',
  failed: 'red',
  unsupported: 'yellow',
  broken: 'magenta',
};

/** `before` and `after`: the state around the event. */
export function linesOf(
  event: RunEvent,
  before: ProgressState,
  after: ProgressState,
  options: LineOptions,
): readonly string[] {
  const { paint, verbose, live } = options;
  switch (event.type) {
    case 'notice':
      return event.lines.map(makeVisible);
    case 'prepare-started':
      return live || event.implementations.length === 0 ? [] : [`preparing ${event.implementations.join(', ')}`];
    case 'build-started':
      return verbose ? [`${event.implementation}: building from ${event.origin}`] : [];
    case 'build-output':
      return verbose ? [paint('dim', `${event.implementation} | ${makeLine(event.line)}`)] : [];
    case 'build-finished':
      return event.cached && !verbose ? [] : [builtLine(event, paint)];
    case 'build-failed':
      return [
        paint(['red', 'bold'], `${event.implementation}: ${makeLine(event.reason)}`),
        ...tailOf(event.log, paint),
      ];
    case 'cells-planned':
      return live ? [] : [`${countWords(event.cells.length, 'cell')}, ${event.parallel} at once`];
    case 'peer-ready':
      return verbose ? [readyLine(event)] : [];
    case 'peer-failed':
      return [paint('red', `${event.implementation} (${event.role}) did not start: ${makeLine(event.reason)}`)];
    case 'server-died':
      return [diedLine(event, paint)];
    case 'cell-started':
      return [];
    case 'cell-finished':
      return [...cellLines(event, options), ...(live ? [] : countLines(before, after))];
    case 'interrupted':
      return [paint(['yellow', 'bold'], 'interrupted: stopping; a second Ctrl-C ends at once')];
  }
}

function builtLine(event: Extract<RunEvent, { type: 'build-finished' }>, paint: Paint): string {
  const how = event.cached ? 'is there already' : `built in ${formatDuration(event.durationMs)}`;
  return `${paint('green', event.implementation)} ${how} ${paint('dim', `(${event.origin})`)}`;
}

function readyLine(event: Extract<RunEvent, { type: 'peer-ready' }>): string {
  const version = event.version === null ? '' : ` ${makeLine(event.version)}`;
  return `${event.implementation}${version} (${event.role}) ready in ${formatDuration(event.durationMs)}`;
}

function diedLine(event: Extract<RunEvent, { type: 'server-died' }>, paint: Paint): string {
  const count = event.cells.length;
  const repeated = count === 0 ? '' : `; ${countWords(count, 'cell')} ${count === 1 ? 'is' : 'are'} repeated`;
  return `${paint('yellow', `server ${event.implementation} died`)}: ${makeLine(event.reason)}${repeated}`;
}

/**
 * A cell that passed, or failed as expected, is worth a line only to those who asked for all; a first failure is
 * repeated, so nothing is known yet; and of an image that was not built its build has told.
 */
function cellLines(
  event: Extract<RunEvent, { type: 'cell-finished' }>,
  { paint, verbose }: LineOptions,
): readonly string[] {
  const { verdict, reason } = event.judgement;
  const isTold = verdict === 'broken' && /^(?:image|peer) not built: /.test(reason ?? '');
  if (!verbose && (verdict === 'passed' || event.known || isTold || !event.final)) return [];
  const again = event.final ? '' : paint('dim', ' (to be repeated)');
  const took = verdict === 'passed' ? paint('dim', ` ${formatDuration(event.durationMs)}`) : '';
  const why = reason === null ? '' : `  ${makeLine(reason)}`;
  return [`${paint(STYLES[verdict], verdict)}  ${nameCell(event.cell)}${took}${why}${again}`];
}

/** `server ← client  case` in ASCII: logs of CI systems are not always UTF-8. */
export function nameCell(cell: Cell): string {
  return makeLine(`server ${cell.server}, client ${cell.client}, ${cell.case}`);
}

/** A line each tenth of the cells, and at the end. */
function countLines(before: ProgressState, after: ProgressState): readonly string[] {
  const tenths = (state: ProgressState): number => Math.floor((state.done * 10) / Math.max(1, state.planned));
  if (tenths(after) === tenths(before)) return [];
  return [`${after.done} of ${after.planned} done${describeCounts(after)}`];
}

/** `, 2 failed, 1 broken`; nothing while all pass. */
export function describeCounts(state: ProgressState): string {
  const verdicts = ['failed', 'unsupported', 'broken'] as const;
  return verdicts
    .filter((verdict) => state.counts[verdict] > 0)
    .map((verdict) => `, ${state.counts[verdict]} ${verdict}`)
    .join('');
}

function tailOf(log: string, paint: Paint): readonly string[] {
  const lines = makeVisible(log).trimEnd().split('\n');
  const tail = lines.slice(-TAIL_LINES).map((line) => paint('dim', `  ${line}`));
  if (lines.length === 1 && lines[0] === '') return [];
  return lines.length > TAIL_LINES
    ? [paint('dim', `  (the last ${TAIL_LINES} of ${lines.length} lines)`), ...tail]
    : tail;
}

function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
