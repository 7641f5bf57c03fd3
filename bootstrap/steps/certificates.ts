/**
 * The certificates that the owner of this machine added to the distribution's own. An image needs them where a proxy
 * intercepts TLS; none is ever put under version control.
 */
import { mkdir, readdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../look/system.ts';

const ADDED = '/usr/local/share/ca-certificates';
const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Copies them into the tree `root`, one certificate a file, to where update-ca-certificates(8) finds them when the
 * ca-certificates package is installed there.
 */
export async function copyCertificates(
  root: string,
  added = ADDED,
  extra = process.env.NODE_EXTRA_CA_CERTS,
): Promise<void> {
  const folder = join(root, ADDED);
  await mkdir(folder, { recursive: true });
  const texts = await readAll(added);
  if (extra && !(await isSystemBundle(extra))) texts.push((await readText(extra)) ?? '');
  for (const [index, certificate] of texts.flatMap(splitPem).entries()) {
    await writeFile(join(folder, `machine-${index + 1}.crt`), certificate);
  }
}

async function readAll(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.crt')).sort();
  return Promise.all(names.map(async (name) => (await readText(join(folder, name))) ?? ''));
}

/** The system's bundle holds what the package brings anyway, a hundred and more. */
async function isSystemBundle(path: string): Promise<boolean> {
  const resolve = (each: string) => realpath(each).catch(() => each);
  return (await resolve(path)) === (await resolve(SYSTEM_BUNDLE));
}

/** Each certificate of a PEM text (RFC 7468), with an end of line. */
export function splitPem(text: string): string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => `${block}\n`);
}
