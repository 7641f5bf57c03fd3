/** Removes a pid file that outlived its process. */
import { rm } from 'node:fs/promises';
import type { StalePidFile } from '../facts.ts';
import { findStalePidFiles } from '../look/pid-files.ts';

/** Looks once more before it removes: the program may have been started in between. */
export async function removeStalePidFile({ path, program }: StalePidFile): Promise<void> {
  for (const stale of await findStalePidFiles([{ path, program }])) await rm(stale.path, { force: true });
}
