/** Runs every cell once on warm peers, as many at once as allowed, each as soon as its two peers are there. */
import type { Cell } from '../model.ts';
import type { Peers } from './peers.ts';

export async function runFirstPass(
  cells: readonly Cell[],
  peers: Peers,
  parallel: number,
  runOne: (cell: Cell, running: ReadonlySet<Cell>) => Promise<void>,
): Promise<void> {
  const queue = [...cells];
  const running = new Set<Cell>();
  const settled = new Set<string>();
  const starting = startAll(cells, peers, settled);

  /** The first cell that need not wait; where all must, waits for the next peer. */
  const next = async (): Promise<Cell | undefined> => {
    while (queue.length > 0) {
      const ready = queue.findIndex(
        (cell) => settled.has(`server ${cell.server}`) && settled.has(`client ${cell.client}`),
      );
      if (ready >= 0) return queue.splice(ready, 1)[0];
      await Promise.race([...starting.values()]);
    }
    return undefined;
  };
  const work = async (): Promise<void> => {
    for (let cell = await next(); cell !== undefined; cell = await next()) {
      running.add(cell);
      try {
        await runOne(cell, running);
      } finally {
        running.delete(cell);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, cells.length) }, work));
}

/** Starts all peers at once. A promise leaves the map when its peer is there, or cannot be. */
function startAll(cells: readonly Cell[], peers: Peers, settled: Set<string>): Map<string, Promise<void>> {
  const starting = new Map<string, Promise<void>>();
  const start = (key: string, begin: () => Promise<unknown>): void => {
    if (starting.has(key)) return;
    const settle = (): void => {
      settled.add(key);
      starting.delete(key);
    };
    // Whoever asks for the peer later gets the error itself; here only the wait ends.
    starting.set(key, begin().then(settle, settle));
  };
  for (const { server } of cells) start(`server ${server}`, () => peers.server(server));
  for (const { client } of cells) start(`client ${client}`, () => peers.client(client));
  return starting;
}
