/** Which system this is. */
import { readFile } from 'node:fs/promises';
import type { System } from '../facts.ts';

const NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'macOS', win32: 'Windows', linux: 'Linux' };

export async function lookAtSystem(osRelease = '/etc/os-release'): Promise<System> {
  const text = process.platform === 'linux' ? await readText(osRelease) : null;
  return text === null ? { kind: 'other', name: NAMES[process.platform] ?? process.platform } : parseOsRelease(text);
}

/** Reads os-release(5). Only Debian and Ubuntu themselves count: a derivative mixes releases in its own ways. */
export function parseOsRelease(text: string): System {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? [];
    if (key !== undefined && value !== undefined) fields.set(key, value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  const name = fields.get('PRETTY_NAME') ?? fields.get('NAME') ?? 'Linux';
  const version = fields.get('VERSION_ID');
  const release = version === undefined ? null : Number.parseFloat(version);
  const id = fields.get('ID');
  return id === 'debian' || id === 'ubuntu' ? { kind: id, name, release } : { kind: 'other', name };
}

/** A file's text, or null where there is none or it may not be read. */
export async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
