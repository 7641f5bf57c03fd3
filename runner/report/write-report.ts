/** Where reports touch the disk: the rest of report/ takes values and gives texts. */
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
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

/** What lies beside the report, by path in its folder (`attemptPath`), as `attempts[].files` names it. */
export interface ReportFiles {
  readonly logs: ReadonlyMap<string, Log>;
  /** Absolute paths of files that the report takes over. */
  readonly captures: ReadonlyMap<string, string>;
}

/**
 * Writes report.json, index.html, junit.xml and the logs to `dir`, all or nothing: a failure leaves what was there.
 * @throws ReportError with the place and the mend: a full disk, a folder that is not ours, a path that leaves `dir`
 */
export async function writeReport(report: Report, files: ReportFiles, dir: string): Promise<void> {
  const valid = ReportSchema.parse(report);
  try {
    const { staging, place, drop } = await openStaging(dir);
    try {
      await writeLogs(files.logs, staging);
      await takeCaptures(files.captures, staging);
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

async function writeLogs(logs: ReadonlyMap<string, Log>, dir: string): Promise<void> {
  for (const [path, log] of logs) await writeFile(await makePlace(path, dir), textOf(log));
}

/** Copies: the file may lie on another file system, and a report that fails must leave it where it is. */
async function takeCaptures(captures: ReadonlyMap<string, string>, dir: string): Promise<void> {
  for (const [path, file] of captures) await copyFile(file, await makePlace(path, dir));
}

/** @returns the file's path; its folder exists then */
async function makePlace(path: string, dir: string): Promise<string> {
  if (!staysInside(path) || !path.startsWith('logs/')) {
    throw new ReportError(`the path ${JSON.stringify(path)} leaves the folder of logs; make it with attemptPath`);
  }
  const place = join(dir, path);
  await mkdir(dirname(place), { recursive: true });
  return place;
}

/** What was printed, with a note where the engine did not keep all of it. */
function textOf({ text, droppedBytes }: Log): string {
  if (droppedBytes === 0) return text;
  return `${text}${text.endsWith('\n') ? '' : '\n'}[${formatBytes(droppedBytes)} more were printed but not kept]\n`;
}
