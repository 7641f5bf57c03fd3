/** What a terminal can show: colour and characters beyond ASCII. Pure functions of the environment. */
import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;
type Environment = Readonly<Record<string, string | undefined>>;

/** Colours text, or leaves it alone. */
export function makePaint(color: boolean): Paint {
  return color ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}

/** NO_COLOR (no-color.org) wins, then FORCE_COLOR, then whether this is a terminal that is not dumb. */
export function wantsColor(environment: Environment, isTTY: boolean): boolean {
  if ((environment.NO_COLOR ?? '') !== '') return false;
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTTY && environment.TERM !== 'dumb';
}

/** Whether the terminal shows UTF-8: by the locale (POSIX order); on Windows by the terminal's own mark. */
export function supportsUnicode(environment: Environment, platform: string): boolean {
  if (platform === 'win32') {
    const modern = environment.WT_SESSION ?? environment.TERM_PROGRAM ?? environment.CI ?? '';
    return modern !== '' || environment.TERM === 'xterm-256color';
  }
  if (environment.TERM === 'linux') return false;
  const locale = [environment.LC_ALL, environment.LC_CTYPE, environment.LANG].find((value) => (value ?? '') !== '');
  if (locale === undefined) return platform === 'darwin' || (environment.CI ?? '') !== '';
  return /utf-?8/iu.test(locale);
}

/** Replaces the few characters beyond ASCII that our own texts use. */
export function toAscii(text: string): string {
  const plain: Readonly<Record<string, string>> = {
    '←': '<-',
    '·': '-',
    '…': '...',
    '✓': '+',
    '✗': 'x',
    '−': '-',
    '─': '-',
    '“': '"',
    '”': '"',
    '’': "'",
  };
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[^\u0000-\u007f]/gu, (character) => plain[character] ?? '?');
}
