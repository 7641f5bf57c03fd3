/** Runs every cell once on warm peers, as many at once as allowed, each as soon as its peers are there. */
import type { Cell } from '../model.ts';

/** A peer that a cell needs: what identifies it, and how to have it started. */
export interface Need {
  readonly key: string;
  readonly start: () => Promise<unknown>;
}

/** Shared by lanes that run side by side: each peer is started once. */
export class Readiness {
  readonly #settled = new Set<string>();
  readonly #starting = new Map<string, Promise<void>>();

  /** Starts what is not started yet; a promise goes when its peer is there, or cannot be. */
  begin(needs: readonly Need[]): void {
    for (const { key, start } of needs) {
      if (this.#settled.has(key) || this.#starting.has(key)) continue;
      const settle = (): void => {
        this.#settled.add(key);
        this.#starting.delete(key);
      };
      // Whoever asks for the peer later gets the error itself; here only the wait ends.
      this.#starting.set(key, start().then(settle, settle));
    }
  }

  isReady(needs: readonly Need[]): boolean {
    return needs.every(({ key }) => this.#settled.has(key));
  }

  /** Each resolves when one more peer is there, or cannot be. */
  waits(): readonly Promise<void>[] {
    return [...this.#starting.values()];
  }
}

export interface Lane {
  readonly readiness: Readiness;
  readonly needsOf: (cell: Cell) => readonly Need[];
  /** How many cells run at once. */
  readonly width: number;
  /** No two cells that run at once share a peer. */
  readonly exclusive: boolean;
  readonly runOne: (cell: Cell) => Promise<void>;
}

interface Entry {
  readonly cell: Cell;
  readonly needs: readonly Need[];
}

export async function runFirstPass(cells: readonly Cell[], lane: Lane): Promise<void> {
  const { readiness, needsOf, width, exclusive, runOne } = lane;
  const queue: Entry[] = cells.map((cell) => ({ cell, needs: needsOf(cell) }));
  for (const { needs } of queue) readiness.begin(needs);
  const busy = new Set<string>();
  const working = new Set<Promise<void>>();

  const take = (): Entry | undefined => {
    const isFree = ({ needs }: Entry): boolean => !exclusive || needs.every(({ key }) => !busy.has(key));
    const index = queue.findIndex((entry) => readiness.isReady(entry.needs) && isFree(entry));
    return index < 0 ? undefined : queue.splice(index, 1)[0];
  };
  const work = async ({ cell, needs }: Entry): Promise<void> => {
    for (const { key } of needs) busy.add(key);
    try {
      await runOne(cell);
    } finally {
      for (const { key } of needs) busy.delete(key);
    }
  };
  while (queue.length > 0 || working.size > 0) {
    const entry = working.size < width ? take() : undefined;
    if (entry !== undefined) {
      const one: Promise<void> = work(entry).finally(() => working.delete(one));
      working.add(one);
      continue;
    }
    // The next one can begin when a cell ends or a peer is there.
    await Promise.race([...working, ...readiness.waits()]);
  }
}
