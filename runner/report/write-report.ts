/** Where reports touch the disk: the rest of report/ takes values and gives texts. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../model.ts';
import { renderHtml } from './html/page.ts';
import { renderJunit } from './junit.ts';
import { staysInside } from './log-path.ts';
import { openStaging } from './place-folder.ts';
import { readExcerpts, readReport } from './read-report.ts';
import { explainWriteError, ReportError } from './report-error.ts';
import { ReportSchema } from './schema.ts';
import type { Report } from './schema.ts';
import { formatBytes } from './text.ts';

/** Logs by their path in the report's folder (`logPath`), as `attempts[].files` names them. */
export type LogFiles = ReadonlyMap<string, Log>;

/**
 * Writes report.json, index.html, junit.xml and the logs to `dir`, all or nothing: a failure leaves what was there.
 * @throws ReportError with the place and the mend: a full disk, a folder that is not ours, a path that leaves `dir`
 */
export async function writeReport(report: Report, logs: LogFiles, dir: string): Promise<void> {
  const valid = ReportSchema.parse(report);
  try {
    const { staging, place, drop } = await openStaging(dir);
    try {
      await writeLogs(logs, staging);
      await writeFile(join(staging, 'report.json'), `${JSON.stringify(valid, null, 2)}\n`);
      for (const [name, text] of await render(valid, staging)) await writeFile(join(staging, name), text);
      await place();
    } finally {
      await drop();
    }
  } catch (error) {
    throw explainWriteError(dir, error);
  }
}

/**
 * Makes index.html and junit.xml of a saved report again.
 * @returns the report, for the grid
 * @throws ReportError where there is none, it is not valid, or the files cannot be written
 */
export async function renderAgain(dir: string): Promise<Report> {
  const report = await readReport(dir);
  try {
    for (const [name, text] of await render(report, dir)) await replaceFile(join(dir, name), text);
  } catch (error) {
    throw explainWriteError(dir, error);
  }
  return report;
}

async function render(report: Report, dir: string): Promise<readonly (readonly [name: string, text: string])[]> {
  const page = renderHtml(report, await readExcerpts(report, dir));
  return [
    ['index.html', page],
    ['junit.xml', renderJunit(report)],
  ];
}

async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.new-${process.pid}`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeLogs(logs: LogFiles, dir: string): Promise<void> {
  for (const [path, log] of logs) {
    if (!staysInside(path) || !path.startsWith('logs/')) {
      throw new ReportError(`the log path ${JSON.stringify(path)} leaves the folder of logs; make it with logPath`);
    }
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), textOf(log));
  }
}

/** What was printed, with a note where the engine did not keep all of it. */
function textOf({ text, droppedBytes }: Log): string {
  if (droppedBytes === 0) return text;
  return `${text}${text.endsWith('\n') ? '' : '\n'}[${formatBytes(droppedBytes)} more were printed but not kept]\n`;
}
