/** The `.env` of the repository, which docker compose reads by itself. It is the user's: other lines stay. */
import { chown, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readText } from '../look/system.ts';

/** Sets `variable` in the file at `path`, which is made where it is missing. */
export async function setInEnvFile(path: string, variable: string, value: string): Promise<void> {
  const before = await readText(path);
  await writeFile(path, setVariable(before ?? '', variable, value));
  if (before === null && process.getuid?.() === 0) {
    // Under sudo the repository is somebody else's, and so should the file be.
    const { uid, gid } = await stat(dirname(path));
    await chown(path, uid, gid);
  }
}

/** Pure: replaces the variable's line or adds one at the end, and keeps every other line as it is. */
export function setVariable(text: string, variable: string, value: string): string {
  const line = `${variable}=${value}`;
  const own = new RegExp(`^[ \\t]*(export[ \\t]+)?${variable}=.*$`, 'm');
  if (own.test(text)) return text.replace(own, line);
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${separator}${line}\n`;
}
