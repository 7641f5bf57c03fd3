/** Events in, a live terminal or plain lines out. */
import { createLogUpdate } from 'log-update';
import type { RunEvent } from '../events.ts';
import { makePaint, toAscii } from '../report/terminal-style.ts';
import { linesOf } from './lines.ts';
import { renderBlock } from './live-block.ts';
import { initialState, reduce } from './state.ts';
import type { ProgressState } from './state.ts';

export interface ProgressOptions {
  /** Every cell and every line of a build's output. */
  readonly verbose: boolean;
  readonly color: boolean;
  readonly isTTY: boolean;
  readonly ci: boolean;
  /** False: ASCII only. */
  readonly unicode?: boolean;
}

export interface Progress {
  readonly emit: (event: RunEvent) => void;
  /** Takes the live block away and gives the cursor back. May be called twice; later events are plain lines. */
  stop(): void;
}

/** The terminal's size, where the stream knows it. */
type Terminal = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

/** How often a live block is drawn, in milliseconds. */
const FRAME_MS = 120;

/** Shows a run on `stream`: live on a terminal, in plain lines in CI or where the stream is none. */
export function createProgress(stream: Terminal, options: ProgressOptions): Progress {
  const live = options.isTTY && !options.ci;
  const unicode = options.unicode ?? true;
  const paint = makePaint(options.color);
  const block = live ? createBlock(stream, options.color, unicode) : null;
  let state = initialState;
  let stopped = false;
  const print = (lines: readonly string[]): void => {
    if (lines.length === 0) return;
    const text = lines.join('\n');
    stream.write(`${unicode ? text : toAscii(text)}\n`);
  };
  return {
    emit(event) {
      const before = state;
      state = reduce(state, event, Date.now());
      const lines = linesOf(event, before, state, { paint, verbose: options.verbose, live: live && !stopped });
      if (block === null || stopped) print(lines);
      else block.update(state, lines, print);
    },
    stop() {
      if (!stopped) block?.stop();
      stopped = true;
    },
  };
}

function createBlock(stream: Terminal, color: boolean, unicode: boolean) {
  const update = createLogUpdate(stream);
  const paint = makePaint(color);
  let shown: ProgressState = initialState;
  const draw = (): void => {
    const size = { width: (stream.columns ?? 80) - 1, height: stream.rows ?? 24 };
    const lines = renderBlock(shown, Date.now(), { paint, unicode, ...size });
    if (lines.length === 0) update.clear();
    else update(lines.join('\n'));
  };
  // Seconds go on while nothing happens. It must not keep the process alive.
  const timer = setInterval(draw, FRAME_MS).unref();
  return {
    update(state: ProgressState, lines: readonly string[], print: (lines: readonly string[]) => void): void {
      shown = state;
      if (lines.length === 0) return;
      update.clear();
      print(lines);
      draw();
    },
    stop(): void {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}
