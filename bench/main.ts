/**
 * `npm run bench`: figures of one run on one machine, as ratios; docs/benchmarks.md says what each line means.
 * `npm run bench -- PART...` prints some parts of it. Those on Docker need an engine.
 */
import { benchCatalogue, benchDriven, benchSoak } from './driven/index.ts';
import { benchGrids } from './grids.ts';
import { benchLink } from './link/index.ts';
import { benchRepeats } from './repeats.ts';

/** The peers that npm brings run embedded; the soak on Docker is for the others. */
const NOT_FROM_NPM = 'aiortc,pion,sipsorcery';

const list = (text: string): readonly string[] => text.split(/[, ]/).filter((entry) => entry !== '');
const count = (text: string | undefined, fallback: number): number => (text === undefined ? fallback : Number(text));

const {
  BENCH_IMPLEMENTATIONS,
  BENCH_WITH = '',
  BENCH_REPEATS,
  BENCH_SOAK_CELLS,
  BENCH_DOCKER_SOAK_CELLS,
} = process.env;
const overrides = BENCH_WITH.split(' ').filter((spec) => spec !== '');
const five = list(BENCH_IMPLEMENTATIONS ?? 'aiortc,pion,sipsorcery,libdatachannel,werift');

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function soakOf(total: number): { readonly total: number; readonly every: number } {
  return { total, every: Math.ceil(total / 5) };
}

const embedded = {
  engine: 'process',
  implementations: list(BENCH_IMPLEMENTATIONS ?? ''),
  overrides: [],
  print,
} as const;
const docker = { engine: 'docker', overrides, print } as const;
const parts: Readonly<Record<string, () => Promise<void>>> = {
  grids: () => benchGrids(five, overrides, print),
  embedded: () => benchDriven(embedded),
  catalogue: () => benchCatalogue(embedded),
  docker: () => benchDriven({ ...docker, implementations: five }),
  'docker-catalogue': () => benchCatalogue({ ...docker, implementations: five }),
  link: () => benchLink(print),
  repeats: () => benchRepeats(count(BENCH_REPEATS, 50), print),
  soak: () => benchSoak(embedded, soakOf(count(BENCH_SOAK_CELLS, 5_000))),
  'docker-soak': () =>
    benchSoak(
      { ...docker, implementations: list(BENCH_IMPLEMENTATIONS ?? NOT_FROM_NPM) },
      soakOf(count(BENCH_DOCKER_SOAK_CELLS, 1_000)),
    ),
};

const asked = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
for (const name of asked) {
  if (!Object.hasOwn(parts, name)) {
    process.stderr.write(`There is no part "${name}" of the bench; there are ${Object.keys(parts).join(', ')}.\n`);
    process.exit(2);
  }
}
for (const name of asked) await parts[name]?.();
