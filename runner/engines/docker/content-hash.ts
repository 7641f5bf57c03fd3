/** What an image is made of, as a short hash: the same hash means that nothing needs to be built. */
import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile, readlink, lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseDockerignore } from './dockerignore.ts';

/** Hashes any plain values together with the content of folders. */
export async function hashContent(values: unknown, folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(values));
  for (const folder of folders) await addFolder(hash, folder);
  return hash.digest('hex').slice(0, 16);
}

/** A single file counts as a folder that holds only it. */
async function addFolder(hash: Hash, path: string): Promise<void> {
  if (!(await lstat(path)).isDirectory()) {
    await addFile(hash, dirname(path), basename(path));
    return;
  }
  const ignored = parseDockerignore(await readIgnoreFile(path));
  for (const file of await listFiles(path, '', ignored)) await addFile(hash, path, file);
}

async function readIgnoreFile(folder: string): Promise<string> {
  for (const name of ['Dockerfile.dockerignore', '.dockerignore']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  return '';
}

/** Relative paths with `/`, sorted, so that the hash does not depend on the file system's order. */
async function listFiles(root: string, under: string, ignored: (path: string) => boolean): Promise<string[]> {
  const entries = await readdir(join(root, under), { withFileTypes: true });
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const path = under === '' ? entry.name : `${under}/${entry.name}`;
      if (path === '.git') return [];
      // A folder that is left out may still hold files that a `!` line keeps, so it is entered all the same.
      if (entry.isDirectory())
        return entry.name === 'node_modules' && ignored(path) ? [] : listFiles(root, path, ignored);
      return path !== 'Dockerfile' && ignored(path) ? [] : [path];
    }),
  );
  return lists.flat().sort();
}

async function addFile(hash: Hash, root: string, path: string): Promise<void> {
  const stats = await lstat(join(root, path));
  const content = stats.isSymbolicLink() ? await readlink(join(root, path)) : await readFile(join(root, path));
  const executable = (stats.mode & 0o100) !== 0;
  hash.update(JSON.stringify([path, executable, stats.isSymbolicLink(), Buffer.byteLength(content)])).update(content);
}
