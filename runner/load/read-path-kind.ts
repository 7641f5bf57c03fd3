/** What lies at a path, for the pure parts that have to know. */
import { statSync } from 'node:fs';

/** Null when nothing is there, or nothing that this user may see; links are followed. */
export function readPathKind(path: string): 'file' | 'folder' | null {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return null;
  }
}
