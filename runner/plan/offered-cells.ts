/** Plan + what an engine can run -> the cells of this run and what is left out. */
import type { Cell, Implementation } from '../model.ts';

export interface Offer {
  readonly cells: readonly Cell[];
  /** The implementations that take part, in the matrix' order. */
  readonly implementations: readonly Implementation[];
  /** Those that were planned, but that the engine cannot run. */
  readonly leftOut: readonly Implementation[];
}

export function offeredCells(
  planned: readonly Cell[],
  implementations: readonly Implementation[],
  offers: (implementation: Implementation) => boolean,
  /** Whether there is a contract by which the cell can be run. */
  runs: (cell: Cell) => boolean = () => true,
): Offer {
  const named = new Set(planned.flatMap(({ server, client }) => [server, client]));
  const taking = implementations.filter(({ name }) => named.has(name));
  const leftOut = taking.filter((implementation) => !offers(implementation));
  const missing = new Set(leftOut.map(({ name }) => name));
  const cells = planned.filter((cell) => !missing.has(cell.server) && !missing.has(cell.client) && runs(cell));
  const used = new Set(cells.flatMap(({ server, client }) => [server, client]));
  return { cells, implementations: taking.filter(({ name }) => used.has(name)), leftOut };
}
