/** Implementation -> a file that node can run, with the pinned stack or the one of `--with`. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Implementation, NpmPeer, Override } from '../../model.ts';
import type { Preparation, PrepareOptions } from '../engine.ts';
import { bundle } from '../bundle.ts';

export interface ProcessPreparation {
  readonly preparation: Preparation;
  /** The bundle to run; null where it could not be made. */
  readonly file: string | null;
}

/** Never throws for a peer that cannot be made: the reason is in the answer. */
export async function preparePeer(
  implementation: Implementation,
  npm: NpmPeer,
  root: string,
  { emit, signal }: PrepareOptions,
): Promise<ProcessPreparation> {
  const { name, override } = implementation;
  const origin = override?.kind === 'packages' ? 'local' : 'npm';
  const started = performance.now();
  emit({ type: 'build-started', implementation: name, origin });
  try {
    const folder =
      override === null
        ? join(root, '.cache', 'peers', name)
        : await installOverride(name, npm, override, root, signal);
    const file = await bundle(join(root, npm.entry), folder, [npm.package, `${npm.package}/*`]);
    emit({
      type: 'build-finished',
      implementation: name,
      origin,
      durationMs: performance.now() - started,
      cached: override === null,
    });
    return { preparation: { ok: true, implementation, origin, image: null }, file };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = `peer not built: ${message.split('\n', 1)[0] ?? ''}`;
    emit({ type: 'build-failed', implementation: name, reason, log: message });
    return { preparation: { ok: false, implementation, reason }, file: null };
  }
}

/** Installs another version, or a tarball, into a folder of its own and returns that folder. */
async function installOverride(
  name: string,
  npm: NpmPeer,
  override: Override,
  root: string,
  signal: AbortSignal,
): Promise<string> {
  const spec = override.kind === 'version' ? `${npm.package}@${override.version}` : await findPackage(override.path);
  const key = override.kind === 'version' ? spec : await readFile(spec).catch(() => Buffer.from(spec));
  const folder = join(root, '.cache', 'with', name, createHash('sha256').update(key).digest('hex').slice(0, 16));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const npmArguments = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error', spec];
  await execa('npm', npmArguments, { cwd: folder, cancelSignal: signal, stdin: 'ignore' }).catch((error: unknown) => {
    throw new Error(`npm install ${spec} failed: ${npmComplaint(error)}`);
  });
  return folder;
}

/** A tarball, a package's folder, or a folder in which exactly one tarball lies. */
async function findPackage(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return path;
  const entries = await readdir(path);
  if (entries.includes('package.json')) return path;
  const tarballs = entries.filter((entry) => entry.endsWith('.tgz'));
  const [tarball] = tarballs;
  if (tarball === undefined || tarballs.length > 1) {
    throw new Error(
      `${path} has no package.json and ${String(tarballs.length)} tarballs (*.tgz), expected one of either`,
    );
  }
  return join(path, tarball);
}

function npmComplaint(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  const line = text.split('\n').find((candidate) => /npm error (?!code )/.test(candidate)) ?? text.split('\n', 1)[0];
  return (line ?? '').replace('npm error ', '');
}
