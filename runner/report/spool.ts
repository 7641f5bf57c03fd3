/** Where captures wait for the report: a folder of the run, so that they do not fill the memory. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `PID-…`: what a runner that was killed left behind is known by its process being gone. */
const OURS = /^(\d+)-/;

export interface Spool extends AsyncDisposable {
  /** @returns the file; null where it could not be written, which is told once */
  keep(content: Buffer): Promise<string | null>;
}

/**
 * @param folder absolute; folders of runs that are gone are removed from it
 * @param tell gets the reason when a capture cannot be kept: a full disk must not end a run
 */
export async function openSpool(folder: string, tell: (reason: string) => void): Promise<Spool> {
  await removeLeftovers(folder);
  let told = false;
  let place: Promise<string> | null = null;
  let count = 0;
  const open = async (): Promise<string> => {
    await mkdir(folder, { recursive: true });
    return mkdtemp(join(folder, `${process.pid}-`));
  };
  return {
    keep: async (content) => {
      try {
        place ??= open();
        // Taken before anything is waited for: cells end at the same moment.
        const number = (count += 1);
        const file = join(await place, `${number}.pcapng`);
        await writeFile(file, content);
        return file;
      } catch (error) {
        if (!told) tell(error instanceof Error ? error.message : String(error));
        told = true;
        return null;
      }
    },
    [Symbol.asyncDispose]: async () => {
      const opened = await place?.catch(() => null);
      if (typeof opened === 'string') await rm(opened, { recursive: true, force: true });
    },
  };
}

async function removeLeftovers(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  for (const entry of entries) {
    const pid = Number(OURS.exec(entry)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(folder, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
