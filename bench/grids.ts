/** The grid of `peer-connection` by exit code: embedded, and on Docker beside `docker compose up`. */
import { benchCompose } from './compose.ts';
import { benchEmbedded, benchGrid } from './grid.ts';
import { buildAndTag } from './images.ts';

const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

export async function benchGrids(
  implementations: readonly string[],
  overrides: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  await buildAndTag(implementations, overrides);
  const embedded = await benchEmbedded();
  print(
    `embedded, 9 pairs, peer-connection:        ${seconds(embedded.wallMs)}  (${embedded.passed} of ${embedded.cells} passed)`,
  );

  const before = await benchGrid(implementations, overrides);
  const compose = await benchCompose(implementations);
  const after = await benchGrid(implementations, overrides);
  const grid = before.wallMs < after.wallMs ? before : after;
  const pairs = implementations.length ** 2;
  print(
    `runner, ${pairs} pairs, peer-connection:         ${seconds(before.wallMs)} before and ${seconds(after.wallMs)} after compose  (${grid.passed} of ${grid.cells} passed)`,
  );
  print(
    `compose up, the same pairs in a row:       ${seconds(compose.wallMs)}  (${compose.passed} of ${compose.pairs} passed)`,
  );
  print(
    `ratio, compose / runner (the slower run):  ${(compose.wallMs / Math.max(before.wallMs, after.wallMs)).toFixed(1)}`,
  );
  print(
    `peers' own processor time in the runner's grid: ${seconds(grid.peersCpuMs)} of ${seconds(grid.wallMs * grid.cores)} (${grid.cores} cores)`,
  );
  print(
    `share of the wall time that is not the peers' own: ${(100 * (1 - grid.peersCpuMs / (grid.wallMs * grid.cores))).toFixed(0)} %`,
  );
}
