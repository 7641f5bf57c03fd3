/** Rows -> what a terminal shows. Pure. */
import { makeLine } from '../report/text.ts';
import type { Finding, Mark, Part } from './finding.ts';

const parts: readonly Part[] = [
  'Start',
  'Methods',
  'Options',
  'Notifications',
  'Every line',
  'Shouting',
  'Endings',
  'Exit-code contract',
];

/** Words get so many characters a line at least, however narrow the terminal is. */
const LEAST_WIDTH = 40;
const MARK_WIDTH = 'unsupported'.length;

export interface Rendering {
  readonly name: string;
  readonly reference: string;
  readonly engine: string;
  readonly findings: readonly Finding[];
}

/** @param width of the terminal, characters */
export function renderCheck({ name, reference, engine, findings }: Rendering, width: number): string {
  const column = Math.max(0, ...findings.map(({ what }) => what.length));
  const sections = parts.flatMap((part) => {
    const rows = findings.filter((finding) => finding.part === part);
    return rows.length === 0 ? [] : [`${part}\n${rows.map((row) => renderRow(row, column, width)).join('')}`];
  });
  const count = (mark: Mark): number => findings.filter((finding) => finding.mark === mark).length;
  const sum = `${name}: ${count('works')} work, ${count('unsupported')} unsupported, ${count('wrong')} wrong, ${count('untried')} untried`;
  return [`${name} against ${reference}, ${engine} engine\n`, ...sections, `${sum}\n`].join('\n');
}

function renderRow({ what, mark, words }: Finding, column: number, width: number): string {
  const head = `  ${what.padEnd(column)}  ${mark.padEnd(MARK_WIDTH)}  `;
  const [first = '', ...more] = wrap(makeLine(words ?? ''), Math.max(LEAST_WIDTH, width - head.length));
  const lines = [`${head}${first}`, ...more.map((line) => `${' '.repeat(head.length)}${line}`)];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Breaks between words; a word that is longer than a line stays whole. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
