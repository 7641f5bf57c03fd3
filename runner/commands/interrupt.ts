/** Ctrl-C: the first asks the run to end in good order, a later one ends it at once. */

import { setMaxListeners } from 'node:events';

/** A terminal and npm may each pass on the same Ctrl-C: what comes within so many milliseconds is one. */
const SAME_MS = 500;

/** 128 + SIGINT, as a shell reports it. */
const EXIT_INTERRUPTED = 130;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Back to the usual behaviour. */
  stop(): void;
}

export function onInterrupt(tell: () => void): Interrupt {
  const controller = new AbortController();
  // Every running cell listens to it.
  setMaxListeners(0, controller.signal);
  let first: number | null = null;
  const interrupt = (): void => {
    const now = performance.now();
    if (first !== null && now - first > SAME_MS) process.exit(EXIT_INTERRUPTED);
    if (first !== null) return;
    first = now;
    tell();
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, interrupt);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of signals) process.off(name, interrupt);
    },
  };
}
