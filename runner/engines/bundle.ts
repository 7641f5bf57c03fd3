/** TypeScript -> one .mjs file that node runs as it is: a third of the start-up time of a loader. */
import { createHash } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The link's program, wherever matrix.yaml lies. */
export const linkEntry = fileURLToPath(new URL('../link/program.ts', import.meta.url));

/**
 * Bundles `entry` into `folder` and returns the absolute path of the bundle. The packages in `external` stay outside:
 * what is tested is a stack's package as it was published, found from `folder` upwards.
 * @throws Error with esbuild's message, which names file, line and column.
 */
export async function bundle(entry: string, folder: string, external: readonly string[] = []): Promise<string> {
  const code = await bundleCode(entry, external);
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const file = join(folder, `${basename(entry, '.ts')}-${hash}.mjs`);
  // Two runs at once may bundle the same: the name says the content, and only whole files get it.
  if (!(await exists(file))) await writeWhole(file, code, folder);
  return file;
}

/** As `bundle`, without a file. @throws Error with esbuild's message */
export async function bundleCode(entry: string, external: readonly string[] = []): Promise<Uint8Array> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: [...external],
    write: false,
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.contents ?? new Uint8Array();
}

async function writeWhole(file: string, content: Uint8Array, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = `${file}.${String(process.pid)}`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
