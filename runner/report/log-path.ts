/** Where the logs of a cell lie in the report's folder, whatever the names are. */
import { createHash } from 'node:crypto';
import type { Cell, Role } from '../model.ts';

/** Bounds a path segment well below the 255 bytes of common file systems. */
const LONGEST = 80;

/** What an attempt leaves behind, as file name endings. */
export type AttemptFile = `${Role}.log` | 'sdp.txt' | 'wire.pcapng';

/**
 * `logs/CASE/SERVER_CLIENT/attempt-1-client.log`, relative to the report's folder; `attempt` counts from 1. No name can
 * leave the folder, and different cells never share a file, on a file system that ignores case either.
 */
export function attemptPath(cell: Cell, attempt: number, file: AttemptFile): string {
  const pair = `${safeSegment(cell.server)}_${safeSegment(cell.client)}`;
  return `logs/${safeSegment(cell.case)}/${pair}/attempt-${attempt}-${file}`;
}

/**
 * Keeps `a-z`, `0-9`, `-` and inner dots; every other byte becomes `=XX`, so that `_` stays free to join two names.
 * What grows too long is cut and told apart by its hash.
 */
export function safeSegment(name: string): string {
  const kept = name.replaceAll(/[^a-z0-9.-]|^\.|\.$|^-/gu, encodeBytes);
  if (kept === '') return '=';
  if (kept.length <= LONGEST) return kept;
  return `${kept.slice(0, LONGEST - 20)}=h${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

function encodeBytes(character: string): string {
  return [...Buffer.from(character)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** True for a relative path with `/` that stays in its folder on every platform. */
export function staysInside(path: string): boolean {
  if (['\\', ':', '\0'].some((character) => path.includes(character))) return false;
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
