/** One peer's TypeScript -> one .mjs file beside the stack's package: a third of the start-up time of a loader. */
import { createHash } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { NpmPeer } from '../../model.ts';

/**
 * Bundles `npm.entry` (relative to `root`) into `folder` and returns the absolute path of the bundle. The stack's own
 * package stays outside: what is tested is the package as it was published, found from `folder` upwards.
 * @throws Error with esbuild's message, which names file, line and column.
 */
export async function bundlePeer(npm: NpmPeer, root: string, folder: string): Promise<string> {
  const result = await build({
    entryPoints: [join(root, npm.entry)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: [npm.package, `${npm.package}/*`],
    write: false,
    logLevel: 'silent',
  });
  const code = result.outputFiles[0]?.contents ?? new Uint8Array();
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const file = join(folder, `peer-${hash}.mjs`);
  await mkdir(folder, { recursive: true });
  // Two runs at once may bundle the same peer: the name says the content, and only whole files get it.
  if (!(await exists(file))) {
    const temporary = `${file}.${String(process.pid)}`;
    await writeFile(temporary, code);
    await rename(temporary, file);
  }
  return file;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
