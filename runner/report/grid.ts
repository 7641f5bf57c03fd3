/** What every form of the report asks of the saved result: rows, columns, cells by place, marks, what needs a look. */
import type { Verdict } from '../model.ts';
import type { Report, ReportCell } from './schema.ts';

/** One sign a verdict, told apart by shape alone. */
export const MARKS: Readonly<Record<Verdict, { readonly sign: string; readonly ascii: string }>> = {
  passed: { sign: '✓', ascii: '+' },
  failed: { sign: '✗', ascii: 'x' },
  unsupported: { sign: '−', ascii: '-' },
  broken: { sign: '!', ascii: '!' },
};

export const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'unsupported', 'broken'];

/**
 * The names that the cells use in this role, in the order of `implementations`. Without any cell: all that have the
 * role. A name that `implementations` lacks comes last rather than not at all.
 */
export function namesInRole(report: Report, role: 'server' | 'client'): readonly string[] {
  const used = new Set(report.cells.map((cell) => cell[role]));
  const listed = report.implementations.filter((each) => each.roles.includes(role) || used.has(each.name));
  const names = listed.map((each) => each.name);
  if (used.size === 0) return names;
  return [...names.filter((name) => used.has(name)), ...[...used].filter((name) => !names.includes(name))];
}

export type FindCell = (caseName: string, server: string, client: string) => ReportCell | undefined;

/** Finds cells by their place; undefined for one that was not run. */
export function indexCells(report: Report): FindCell {
  const cells = new Map(report.cells.map((cell) => [keyOf(cell.case, cell.server, cell.client), cell]));
  return (caseName, server, client) => cells.get(keyOf(caseName, server, client));
}

function keyOf(...names: readonly string[]): string {
  return JSON.stringify(names);
}

/** A cell that a reader must see: not passed, not as expected, or flaky. */
export function needsLook(cell: ReportCell): boolean {
  return cell.verdict !== 'passed' || !cell.expected || cell.flaky;
}

/** It did not pass, and an expectation said so. */
export function isKnownFailure(cell: ReportCell): boolean {
  return cell.expected && (cell.verdict === 'failed' || cell.verdict === 'unsupported') && cell.known !== null;
}

/** An expectation says that it does not pass, but it passes. */
export function isUnexpectedPass(cell: ReportCell): boolean {
  return !cell.expected && cell.verdict === 'passed';
}

/** Worst first: unexpected, then broken, failed, unsupported, flaky; the report's own order within. */
export function sortByUrgency(cells: readonly ReportCell[]): readonly ReportCell[] {
  const order: readonly Verdict[] = ['failed', 'passed', 'broken', 'unsupported'];
  const rank = (cell: ReportCell): number => (cell.expected ? 10 : 0) + order.indexOf(cell.verdict);
  return cells.toSorted((a, b) => rank(a) - rank(b));
}

/** A cell's reason, or what else there is to say of it. */
export function explain(cell: ReportCell): string {
  const reason = cell.reason ?? (cell.verdict === 'passed' ? '' : 'no reason was given');
  if (isUnexpectedPass(cell))
    return `passes, but ${cell.known?.position ?? 'an expectation'} says: ${cell.known?.reason ?? 'it does not'}`;
  if (isKnownFailure(cell)) return `${reason}; known: ${cell.known?.reason ?? ''}`;
  if (cell.verdict === 'passed' && cell.flaky) {
    const bad = cell.attempts.find((attempt) => attempt.verdict !== 'passed');
    return `passed only when repeated; before: ${bad?.reason ?? 'no reason was given'}`;
  }
  return reason;
}

/** Broken cells with one and the same reason (an image that does not build) are one group; every other is its own. */
export function groupByCause(cells: readonly ReportCell[]): readonly (readonly ReportCell[])[] {
  const groups = new Map<unknown, ReportCell[]>();
  for (const cell of cells) {
    const key = cell.verdict === 'broken' && !cell.flaky ? cell.reason : cell;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()];
}

/** `pion ← werift`, or for a group `22 cells with sipsorcery` where all have one implementation in common. */
export function nameGroup(cells: readonly ReportCell[]): string {
  const [first] = cells;
  if (first === undefined) return 'no cell';
  if (cells.length === 1) return `${first.server} ← ${first.client}`;
  const shares = (name: string): boolean => cells.every((cell) => cell.server === name || cell.client === name);
  const common = [first.server, first.client].find(shares);
  return `${cells.length} cells${common === undefined ? '' : ` with ${common}`}`;
}
