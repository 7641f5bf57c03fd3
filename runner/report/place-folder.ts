/**
 * Puts a finished folder in the place of the previous one. What is there is either the whole old report or the whole
 * new one; between two renames there is neither for a moment, and a crash right then is mended by the next run.
 */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf, ReportError } from './report-error.ts';

/** What a report consists of. Anything else in its folder is the user's and is kept. */
const OURS: ReadonlySet<string> = new Set(['report.json', 'index.html', 'junit.xml', 'logs', 'captures']);
/** Two runs may put their report in the same place at the same time: the last one stays. */
const MOST_TRIES = 20;
const OLD_MS = 10 * 60_000;

/**
 * Whether a report may be written to `dir`: it is absent, empty, or holds a report. A run asks before it starts.
 * @throws ReportError where it is something else, which is never touched
 */
export async function checkReportFolder(dir: string): Promise<void> {
  const entries = await listFolder(dir);
  if (entries === null || entries.length === 0) return;
  const mend = 'use --out with a folder that is new, empty or holds a report';
  if (!entries.includes('report.json')) {
    throw new ReportError(`cannot write ${dir}: the folder is not empty and holds no report.json; ${mend}`);
  }
  if (!(await isReport(join(dir, 'report.json')))) {
    throw new ReportError(`cannot write ${dir}: its report.json is not of this project; ${mend}`);
  }
}

/** Makes the folder above `dir` and an empty folder in it to fill; `place` moves that to `dir`, `drop` removes it. */
export async function openStaging(dir: string) {
  const target = await findTarget(dir);
  await mkdir(dirname(target), { recursive: true });
  await mendLeftovers(target);
  const suffix = `${process.pid}-${randomUUID()}`;
  // Not mkdtemp: its folder would be closed to the web server or colleague who is to read the report.
  const beside = (kind: string): string => join(dirname(target), `.${basename(target)}.${kind}-${suffix}`);
  const staging = beside('new');
  await mkdir(staging);
  const previous = beside('previous');
  return {
    staging,
    place: () => swap(dir, target, staging, previous),
    drop: () => rm(staging, { recursive: true, force: true }),
  };
}

async function swap(dir: string, target: string, staging: string, previous: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await checkReportFolder(dir);
    const moved = await moveAway(target, previous);
    try {
      await rename(staging, target);
    } catch (error) {
      const taken = ['ENOTEMPTY', 'EEXIST'].includes(codeOf(error));
      if (taken && moved) await removeOld(previous, target);
      if (taken && attempt < MOST_TRIES) continue;
      if (!taken && moved) await rename(previous, target);
      throw error;
    }
    if (moved) await removeOld(previous, target);
    return;
  }
}

/** False where there is nothing to move. */
async function moveAway(target: string, previous: string): Promise<boolean> {
  try {
    await rename(target, previous);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Removes the old report; what is not part of one moves over to the new folder. */
async function removeOld(previous: string, target: string): Promise<void> {
  for (const entry of await readdir(previous)) {
    if (!OURS.has(entry)) await rename(join(previous, entry), join(target, entry));
  }
  await rm(previous, { recursive: true, force: true });
}

/**
 * Mends what a killed run left beside its place: the old report, when the kill came between the two renames, and
 * half-filled folders, when they are old enough not to be those of a run that this process cannot see.
 */
async function mendLeftovers(target: string): Promise<void> {
  const parent = dirname(target);
  const absent = (await listFolder(target)) === null;
  const [previous, staging] = [`.${basename(target)}.previous-`, `.${basename(target)}.new-`];
  for (const entry of await readdir(parent)) {
    const prefix = [previous, staging].find((each) => entry.startsWith(each));
    if (prefix === undefined || isAlive(Number.parseInt(entry.slice(prefix.length), 10))) continue;
    if (prefix === previous) {
      if (absent) await rename(join(parent, entry), target);
      if (absent) return;
    } else if (Date.now() - (await lstat(join(parent, entry))).mtimeMs > OLD_MS) {
      await rm(join(parent, entry), { recursive: true, force: true });
    }
  }
}

/** EPERM: it lives, but is another user's. */
function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Through a symbolic link, so that the link stays. */
async function findTarget(dir: string): Promise<string> {
  try {
    return await realpath(dir);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return resolve(dir);
    throw error;
  }
}

async function listFolder(dir: string): Promise<readonly string[] | null> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (codeOf(error) === 'ENOTDIR' && (await isFile(dir))) {
      throw new ReportError(`cannot write ${dir}: it is a file, not a folder; use --out DIR`, { cause: error });
    }
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch {
    return false;
  }
}

/** Any version: a report of an older or newer runner may be replaced as well. */
async function isReport(file: string): Promise<boolean> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null && 'version' in value && 'run' in value && 'cells' in value;
  } catch {
    return false;
  }
}
