/** The only part of loading that touches a file. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigurationError } from './configuration-error.ts';
import { LARGEST_FILE } from './parse-yaml.ts';

/**
 * The text of matrix.yaml.
 * @param path relative to the working directory, or absolute
 * @throws ConfigurationError when it cannot be read, saying what to do
 */
export async function readMatrixFile(path: string): Promise<string> {
  const shown = resolve(path);
  try {
    const { size } = await stat(path);
    // UTF-8 takes at most three bytes for each UTF-16 code unit, in which the loader counts.
    if (size > 3 * LARGEST_FILE) {
      throw new ConfigurationError(`${shown} is too large: ${size} bytes. Is it the right file?`);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(explain(error, shown), { cause: error });
  }
}

function explain(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `Tried to read ${path}, but there is no such file. Run the command in the project's folder, where matrix.yaml lies.`;
    case 'EISDIR':
      return `Tried to read ${path}, but it is a folder. Name the file itself.`;
    case 'EACCES':
    case 'EPERM':
      return `Tried to read ${path}, but this user may not (${code}). Give it read permission.`;
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return `Tried to read ${path}, but it is not a text in UTF-8. Save it as UTF-8.`;
    default:
      return `Tried to read ${path}, but: ${error instanceof Error ? error.message : String(error)}`;
  }
}
