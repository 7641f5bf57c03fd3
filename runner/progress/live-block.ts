/** The block at the bottom of a terminal that shows what runs now. Pure: state in, lines out, none wider than asked. */
import type { Paint } from '../report/terminal-style.ts';
import { formatDuration, makeLine } from '../report/text.ts';
import { describeCounts } from './lines.ts';
import { estimateRest } from './state.ts';
import type { Build, ProgressState } from './state.ts';

export interface BlockOptions {
  readonly paint: Paint;
  /** Columns and rows of the terminal. */
  readonly width: number;
  readonly height: number;
  readonly unicode: boolean;
}

const NAME_WIDTH = 15;
const BAR_WIDTH = 20;

/** Empty while nothing runs. */
export function renderBlock(state: ProgressState, now: number, options: BlockOptions): readonly string[] {
  const builds = state.builds.map((build) => buildLine(build, now, options));
  const lines = [...builds, ...(state.planned > 0 ? cellsBlock(state, now, options) : [])];
  const room = Math.max(1, options.height - 2);
  return lines.length <= room ? lines : [...lines.slice(0, room - 1), `and ${lines.length - room + 1} more`];
}

function buildLine(build: Build, now: number, { paint, width }: BlockOptions): string {
  const name = makeLine(build.implementation).padEnd(NAME_WIDTH);
  const seconds = `${Math.round((now - build.startedAt) / 1000)} s`.padStart(6);
  const head = `${name} ${build.origin.padEnd(8)} ${seconds}  `;
  return `${cut(head, width)}${paint('dim', cut(makeLine(build.line), width - head.length))}`;
}

function cellsBlock(state: ProgressState, now: number, { paint, width, unicode }: BlockOptions): readonly string[] {
  const rest = estimateRest(state, now);
  const left = rest === null ? '' : `, about ${formatDuration(Math.max(1000, Math.round(rest / 1000) * 1000))} left`;
  const stopping = state.phase === 'interrupted' ? ', stopping' : '';
  const counts = `  ${state.done}/${state.planned}${describeCounts(state)}${left}${stopping}`;
  const bar = barOf(state, unicode);
  const first = `${paint(state.counts.failed > 0 ? 'red' : 'green', cut(bar, width))}${cut(counts, width - bar.length)}`;
  if (state.running.length === 0) return [first];
  const running = state.running.map(({ cell, attempt }) => {
    const again = attempt > 1 ? ` (attempt ${attempt})` : '';
    return `${makeLine(cell.server)} ${unicode ? '←' : '<-'} ${makeLine(cell.client)} ${makeLine(cell.case)}${again}`;
  });
  return [first, paint('dim', cut(running.join(unicode ? ' · ' : ' | '), width))];
}

function barOf(state: ProgressState, unicode: boolean): string {
  const full = Math.round((state.done / state.planned) * BAR_WIDTH);
  return (unicode ? '█' : '#').repeat(full) + (unicode ? '░' : '.').repeat(BAR_WIDTH - full);
}

/** At most `width` columns; wide characters (East Asian, emoji) count two. Errs on the short side. */
export function cut(text: string, width: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += isWide(character) ? 2 : 1;
    if (used > width) return kept;
    kept += character;
  }
  return kept;
}

/** Unicode Standard Annex 11, coarsely: from Hangul Jamo on, all scripts that are drawn wide. */
function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x1100) return false;
  return code <= 0x115f || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || code >= 0xf900;
}
