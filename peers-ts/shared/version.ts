import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The version of an installed package, found as the running file finds the package itself, so that it tells what
 * really runs. Walks up from the package's entry: many packages do not export their package.json.
 */
export function findVersion(packageName: string): string {
  const entry = createRequire(import.meta.url).resolve(packageName);
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof manifest !== 'object' || manifest === null) continue;
    // Folders inside a package have a package.json too, to say whether their files are modules.
    if (!('name' in manifest) || manifest.name !== packageName) continue;
    if ('version' in manifest && typeof manifest.version === 'string') return manifest.version;
  }
  throw new Error(`no package.json of ${packageName} above ${entry}: install the package again`);
}
