/** Figures -> lines. Pure. */
import { kindOf, type Kind } from './cases.ts';
import type { Played } from './company.ts';
import type { Figures } from './measure.ts';
import type { PairPhases } from './phases.ts';
import type { Level } from './proc.ts';
import type { Soak } from './soak.ts';
import { median, percent, sum } from './statistics.ts';

/** Left column as it is, the others to the right. */
export function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

export function cellsPerSecond({ played, wallMs }: Pick<Figures, 'played' | 'wallMs'>): number {
  return played.length / (wallMs / 1_000);
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** One line of rate, the others of processor time. */
export function printFigures(what: string, figures: Figures): string[] {
  const { wallMs, played, peers, linkMs, runnerMs, busyMs, capacityMs } = figures;
  const peersMs = sum([...peers.values()]);
  const ours = runnerMs + linkMs;
  const used = peersMs + ours;
  const passed = played.filter(({ verdict }) => verdict === 'passed').length;
  const [others, idle] = busyMs === null ? [0, 0] : [Math.max(0, busyMs - used), capacityMs - busyMs];
  const shares = [
    `peers ${percent(peersMs, capacityMs)}`,
    `runner ${percent(runnerMs, capacityMs)}`,
    `link ${percent(linkMs, capacityMs)}`,
    ...(busyMs === null
      ? []
      : [`the rest of the machine ${percent(others, capacityMs)}`, `idle ${percent(idle, capacityMs)}`]),
  ];
  const aCell = (ms: number): string => (ms / played.length).toFixed(1);
  return [
    `${what}: ${cellsPerSecond(figures).toFixed(1)} cells/s  (${played.length} cells in ${seconds(wallMs)}, ${passed} passed)`,
    `  the processors' time: ${shares.join(', ')}`,
    `  of what peers, link and runner used: runner ${percent(runnerMs, used)}, link ${percent(linkMs, used)}, both ${percent(ours, used)}`,
    `  ms a cell: peers ${aCell(peersMs)}, runner ${aCell(runnerMs)}, link ${aCell(linkMs)}`,
    `  peers, ms a cell: ${[...peers].map(([name, ms]) => `${name} ${aCell(ms)}`).join(', ')}`,
  ];
}

const KINDS: Readonly<Record<Kind, string>> = {
  clocked: 'in cases that watch or wait by a clock',
  heavy: 'in heavy cases',
  'timer-free': 'in the others',
};

/** All cells' time added up, by what they waited for. */
export function printWaiting(played: readonly Played[]): string[] {
  const total = sum(played.map(({ durationMs }) => durationMs));
  const lost = played.filter(({ verdict }) => verdict === 'failed' || verdict === 'broken');
  const rest = played.filter((one) => !lost.includes(one));
  const share = (some: readonly Played[]): string => percent(sum(some.map(({ durationMs }) => durationMs)), total);
  const kinds = (['clocked', 'heavy', 'timer-free'] as const).map(
    (kind) => `${share(rest.filter(({ scene }) => kindOf(scene.scripted) === kind))} ${KINDS[kind]}`,
  );
  return [
    `  the cells' own time, ${seconds(total)} added up: ${kinds.join(', ')}, ${share(lost)} in the ${lost.length} cells that did not pass`,
  ];
}

export function printPhases(pairs: readonly PairPhases[]): string[] {
  const names = ['create', 'describe', 'connect', 'open', 'echo'] as const;
  const rows = pairs.map(({ server, client, phases }) => [
    `${server} <- ${client}`,
    ...names.map((name) => phases[name]?.toFixed(0) ?? '-'),
  ]);
  return align([['one connection alone, ms (server <- client)', ...names], ...rows]);
}

const metrics: readonly { readonly name: string; readonly of: (level: Level) => number }[] = [
  { name: 'RSS MiB', of: ({ rssMiB }) => rssMiB },
  { name: 'files', of: ({ files }) => files },
  { name: 'sockets', of: ({ sockets }) => sockets },
];

/** A row for each process and metric, a column for each sample, and the ratio of the last to the first. */
export function printSoak({ samples, wallMs, notPassed, keptPerCell }: Soak): string[] {
  const cells = samples.at(-1)?.cells ?? 0;
  const names = [...new Set(samples.flatMap(({ levels }) => [...levels.keys()]))];
  const row = (name: string, values: readonly (number | undefined)[]): string[] => {
    const [first, last] = [values.find((value) => value !== undefined), values.at(-1)];
    const ratio = first === undefined || last === undefined || first === 0 ? '-' : (last / first).toFixed(2);
    return [name, ...values.map((value) => value?.toFixed(0) ?? '-'), ratio];
  };
  const rows = names.flatMap((name) =>
    metrics.map(({ name: metric, of }) =>
      row(
        `${name} ${metric}`,
        samples.map(({ levels }) => {
          const level = levels.get(name);
          return level === undefined ? undefined : of(level);
        }),
      ),
    ),
  );
  const failures =
    notPassed.size === 0 ? '' : ` (${[...notPassed].map(([name, times]) => `${name} ${times}`).join(', ')})`;
  const heap = row(
    'runner heap MiB',
    samples.map(({ heapMiB }) => heapMiB),
  );
  return [
    `soak: ${cells} cells in ${seconds(wallMs)}, ${(cells / (wallMs / 1_000)).toFixed(1)} cells/s, ${sum([...notPassed.values()])} did not pass${failures}; a run keeps ${(keptPerCell / 1024).toFixed(1)} KiB of logs a cell`,
    ...align([['after so many cells', ...samples.map((sample) => String(sample.cells)), 'last/first'], heap, ...rows]),
  ];
}

export interface Rates {
  readonly linked: readonly number[];
  readonly direct: readonly number[];
}

/** Rates of rounds in turn through the link and by the bare path; the ratio is that of neighbours. */
export function printRounds({ linked, direct }: Rates): string[] {
  const line = (what: string, rates: readonly number[]): string =>
    `  ${what}: median ${median(rates).toFixed(1)} cells/s (${rates.map((rate) => rate.toFixed(1)).join(', ')})`;
  const ratios = linked.map((rate, round) => rate / (direct[round] ?? Number.NaN));
  return [
    line('through the link', linked),
    line('by the bare path', direct),
    `  link / bare path, round by round: median ${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})`,
  ];
}
