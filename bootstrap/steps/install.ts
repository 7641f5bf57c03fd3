/** Installs Debian's or Ubuntu's packages with apt. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BootstrapError, runCommand, type Context } from '../command.ts';
import type { LaterRelease } from '../facts.ts';
import { readText } from '../look/system.ts';
import { deriveLaterSource, writePin, type SourcesFile } from './later-source.ts';

const MINUTE = 60_000;

/** Nobody is there to answer a question of a package, and needrestart would ask one. */
const APT_ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', LC_ALL: 'C.UTF-8' };

/** Another apt may hold the lock for a while (a fresh machine updates itself). */
const APT_OPTIONS = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];

/** @param packages names, each optionally followed by `/SUITE`. */
export async function installPackages(
  packages: readonly string[],
  later: LaterRelease | null,
  context: Context,
): Promise<void> {
  const added = later ? await addLaterRelease(later, '/etc/apt') : [];
  try {
    await apt(['update'], 5 * MINUTE, context);
    await apt(['install', '-y', '--no-install-recommends', ...packages], 20 * MINUTE, context);
  } catch (error) {
    // A source that does not work would break every later `apt-get update` of this machine.
    for (const path of added) await rm(path, { force: true });
    throw error;
  }
}

async function apt(args: readonly string[], timeoutMs: number, { signal }: Context): Promise<void> {
  await runCommand('apt-get', [...APT_OPTIONS, ...args], { timeoutMs, signal, env: APT_ENVIRONMENT });
}

/**
 * Adds the source of a later release under `etc` (`/etc/apt`), the pin first, so that no apt run ever sees the source
 * without it. Gives the files that it made, none if they were there already.
 */
export async function addLaterRelease({ own, suite }: LaterRelease, etc: string): Promise<string[]> {
  const source = join(etc, 'sources.list.d', `interop-matrix-${suite}.sources`);
  const pin = join(etc, 'preferences.d', `interop-matrix-${suite}`);
  if ((await readText(source)) !== null && (await readText(pin)) !== null) return [];
  const stanza = deriveLaterSource(await readSources(etc), own, suite);
  if (stanza === null) {
    throw new BootstrapError(
      `No source of ${own} main was found in ${etc}/sources.list or ${etc}/sources.list.d, so there is no mirror ` +
        `from which ${suite} could be taken. Add one (sources.list(5)) and run npm run bootstrap again.`,
    );
  }
  const note = `# Made by npm run bootstrap for Docker's packages; see docs/bootstrap.md for how to undo it.\n`;
  await writeFile(pin, note + writePin(suite));
  await writeFile(source, note + stanza);
  return [source, pin];
}

async function readSources(etc: string): Promise<SourcesFile[]> {
  const folder = join(etc, 'sources.list.d');
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.(list|sources)$/.test(name)).sort();
  const files: SourcesFile[] = [];
  for (const path of [join(etc, 'sources.list'), ...names.map((name) => join(folder, name))]) {
    files.push({ path, text: (await readText(path)) ?? '' });
  }
  return files;
}
