/** The page's style and script. They are files of their own so that editors and linters know what they are. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface Asset {
  readonly text: string;
  /** For the Content-Security-Policy: only this very text may act (CSP Level 3, section 2.3.1). */
  readonly hash: string;
}

export const STYLE = readAssets('page.css');
/** One script: what comes later uses what comes before. */
export const SCRIPT = readAssets('make.js', 'wire.js', 'page.js');

function readAssets(...names: string[]): Asset {
  const texts = names.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8').replaceAll('\r\n', '\n'));
  const text = texts.join('\n');
  return { text, hash: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}
