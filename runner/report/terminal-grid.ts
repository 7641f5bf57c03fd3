/** The grid for a terminal: rows are servers, columns clients; a mark a case in each cell. */
import Table from 'cli-table3';
import type { Verdict } from '../model.ts';
import { indexCells, isKnownFailure, isUnexpectedPass, MARKS, namesInRole, needsLook, sortByUrgency } from './grid.ts';
import type { FindCell } from './grid.ts';
import type { Report, ReportCell } from './schema.ts';
import type { Paint, Style } from './terminal-style.ts';
import { makeLine } from './text.ts';

/** Up to so many cases, a cell shows a mark a case; above, how many passed. */
export const MOST_MARKS = 4;
/** Between two columns. */
const GAP = 2;
const CORNER = 'server \\ client';

export const STYLES: Readonly<Record<Verdict, Style>> = {
  passed: 'green',
  failed: 'red',
  unsupported: 'yellow',
  broken: 'magenta',
};

interface Column {
  readonly head: string;
  readonly cells: readonly Painted[];
}

/** Text with its colours, and its width without them. */
interface Painted {
  readonly text: string;
  readonly width: number;
}

/** A grid that is wider than `width` columns comes in several parts, below each other. */
export function renderGrid(report: Report, paint: Paint, width: number): string {
  const servers = namesInRole(report, 'server');
  const clients = namesInRole(report, 'client');
  if (report.cells.length === 0) return 'No cell was run.';
  const find = indexCells(report);
  const rows = servers.map((server) => ({ text: makeLine(server), width: makeLine(server).length }));
  const first: Column = { head: CORNER, cells: rows };
  const columns = clients.map((client) => ({
    head: makeLine(client),
    cells: servers.map((server) => paintPair(report, find, server, client, paint)),
  }));
  return splitColumns(columns, width - widthOf(first))
    .map((part) => renderTable([first, ...part], paint))
    .join('\n\n');
}

/** Greedy: as many columns a part as fit, at least one. */
function splitColumns(columns: readonly Column[], width: number): readonly (readonly Column[])[] {
  const parts: Column[][] = [];
  let left = 0;
  for (const column of columns) {
    const needed = widthOf(column) + GAP;
    const part = parts.at(-1);
    if (part === undefined || needed > left) {
      parts.push([column]);
      left = width - needed;
    } else {
      part.push(column);
      left -= needed;
    }
  }
  return parts;
}

function widthOf(column: Column): number {
  return Math.max(column.head.length, ...column.cells.map((cell) => cell.width));
}

function renderTable(columns: readonly Column[], paint: Paint): string {
  const line = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    left: '',
    right: '',
    middle: ' '.repeat(GAP),
  };
  const bottom = { bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' };
  const inner = { mid: '', 'mid-mid': '', 'left-mid': '', 'right-mid': '' };
  const table = new Table({
    chars: { ...line, ...bottom, ...inner },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  const height = columns[0]?.cells.length ?? 0;
  table.push(columns.map((column) => paint('bold', column.head)));
  table.push(columns.map((column) => paint('dim', '─'.repeat(widthOf(column)))));
  for (let row = 0; row < height; row += 1) table.push(columns.map((column) => column.cells[row]?.text ?? ''));
  return table
    .toString()
    .split('\n')
    .map((each) => each.trimEnd())
    .join('\n');
}

function paintPair(report: Report, find: FindCell, server: string, client: string, paint: Paint): Painted {
  const cells = report.cases.map((each) => ({ each, cell: find(each.name, server, client) }));
  if (cells.length > MOST_MARKS)
    return countPair(
      cells.flatMap(({ cell }) => cell ?? []),
      paint,
    );
  const marks = cells.map(({ each, cell }) => paintMark(each.abbreviation, cell, paint));
  return {
    text: marks.map((mark) => mark.text).join(' '),
    width: marks.reduce((sum, mark) => sum + mark.width + 1, -1),
  };
}

function paintMark(abbreviation: string, cell: ReportCell | undefined, paint: Paint): Painted {
  if (cell === undefined) return { text: paint('dim', `${abbreviation}·`), width: abbreviation.length + 1 };
  const text = `${abbreviation}${MARKS[cell.verdict].sign}${signs(cell)}`;
  return { text: paint(styleOf(cell), text), width: text.length };
}

function countPair(cells: readonly ReportCell[], paint: Paint): Painted {
  const worst = sortByUrgency(cells.filter(needsLook))[0];
  const passed = cells.filter((cell) => cell.verdict === 'passed').length;
  const mark = worst === undefined ? '' : `${MARKS[worst.verdict].sign}${signs(worst)}`;
  const text = cells.length === 0 ? '·' : `${passed}/${cells.length}${mark}`;
  return { text: paint(worst === undefined ? 'green' : styleOf(worst), text), width: text.length };
}

/** `*`: a verdict that differs from what matrix.yaml expects; `k`: known not to pass; `~`: flaky. */
function signs(cell: ReportCell): string {
  return `${isUnexpectedPass(cell) ? '*' : ''}${isKnownFailure(cell) ? 'k' : ''}${cell.flaky ? '~' : ''}`;
}

export function styleOf(cell: ReportCell): Style {
  if (isKnownFailure(cell)) return 'dim';
  if (isUnexpectedPass(cell)) return ['red', 'bold'];
  return cell.flaky ? 'yellow' : STYLES[cell.verdict];
}
