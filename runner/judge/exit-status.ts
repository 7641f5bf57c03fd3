/** What the exit status of a run depends on; any report has this shape. */
interface Judged {
  readonly run: { readonly interrupted: boolean };
  readonly cells: readonly { readonly verdict: string; readonly expected: boolean }[];
}

/**
 * 130: interrupted. 1: some cell was not as expected. 3: none was, but something is broken (the environment).
 * 0: all as expected. A broken cell is never excused: an expectation cannot name it.
 */
export function exitStatus(report: Judged): 0 | 1 | 3 | 130 {
  if (report.run.interrupted) return 130;
  if (report.cells.some((cell) => !cell.expected && cell.verdict !== 'broken')) return 1;
  if (report.cells.some((cell) => cell.verdict === 'broken')) return 3;
  return 0;
}
