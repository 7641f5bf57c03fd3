/** Reads a saved report back, with excerpts of its logs. */
import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { z } from 'zod';
import type { LogExcerpts } from './html/page.ts';
import { readExcerpt } from './log-excerpt.ts';
import type { LogExcerpt } from './log-excerpt.ts';
import { needsLook } from './grid.ts';
import { staysInside } from './log-path.ts';
import { codeOf, ReportError } from './report-error.ts';
import { ReportSchema } from './schema.ts';
import type { Report } from './schema.ts';

/** Of one log, and of all logs together: a page must open in a browser. */
export const LOG_LIMIT_BYTES = 64 * 1024;
export const PAGE_LIMIT_BYTES = 3 * 2 ** 20;

/** @throws ReportError where there is no report, or one that is not valid; says which field */
export async function readReport(dir: string): Promise<Report> {
  const file = join(dir, 'report.json');
  const parsed = ReportSchema.safeParse(parseJson(file, await readText(dir, file)));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `${z.core.toDotPath(issue.path) || 'the whole'}: ${issue.message}`);
  throw new ReportError(`${file} is no report of version 1: ${issues.join('; ')}; was it written by another version?`);
}

async function readText(dir: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) {
      const mend = 'name the folder of a report, such as reports/latest, or make one: npm run matrix';
      throw new ReportError(`there is no report in ${dir}: ${file} does not exist; ${mend}`, { cause: error });
    }
    throw new ReportError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ReportError(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}

/** Excerpts for the page, those of cells that need a look first, until the page is full. Missing files are left out. */
export async function readExcerpts(report: Report, dir: string): Promise<LogExcerpts> {
  const root = await realpath(dir);
  const excerpts = new Map<string, LogExcerpt>();
  let left = PAGE_LIMIT_BYTES;
  for (const path of listLogs(report)) {
    if (left <= 0) break;
    const excerpt = await readLog(root, path);
    if (excerpt === null) continue;
    excerpts.set(path, excerpt);
    left -= excerpt.text.length;
  }
  return excerpts;
}

function listLogs(report: Report): ReadonlySet<string> {
  const cells = [...report.cells.filter(needsLook), ...report.cells.filter((cell) => !needsLook(cell))];
  const files = cells.flatMap((cell) => cell.attempts.flatMap(({ files }) => [files.clientLog, files.serverLog]));
  return new Set(files.filter((path) => path !== null));
}

/** A report from elsewhere cannot make the page show a file outside its folder, through a symbolic link either. */
async function readLog(root: string, path: string): Promise<LogExcerpt | null> {
  if (!staysInside(path)) return null;
  try {
    const file = await realpath(join(root, path));
    return file.startsWith(root + sep) ? await readExcerpt(file, LOG_LIMIT_BYTES) : null;
  } catch {
    return null;
  }
}
