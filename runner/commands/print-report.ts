/** Prints a report as the terminal at hand can show it. */
import { relative } from 'node:path';
import { renderTerminal, supportsUnicode, wantsColor, type Report } from '../report/index.ts';

/** Columns where the output is no terminal: what a CI log shows without breaking lines. */
const DEFAULT_WIDTH = 100;

/** @param folder where the report lies, absolute; null when it could not be written */
export function printReport(report: Report, folder: string | null): void {
  const { stdout, env, platform } = process;
  stdout.write(
    renderTerminal(report, {
      color: wantsColor(env, stdout.isTTY),
      unicode: supportsUnicode(env, platform),
      width: stdout.isTTY ? stdout.columns : DEFAULT_WIDTH,
      place: folder === null ? null : shorten(folder),
    }),
  );
}

function shorten(folder: string): string {
  const near = relative(process.cwd(), folder);
  return near.startsWith('..') ? folder : near;
}
