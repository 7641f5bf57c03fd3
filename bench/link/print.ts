/** Figures of the link -> lines. Pure. */
import { median } from '../driven/statistics.ts';
import type { Flood } from './load.ts';

/** @param cpuMs the link's processor time meanwhile */
export function printCost({ sent, came, ms }: Flood, cpuMs: number): string {
  const micros = (1_000 * cpuMs) / came;
  const [rate, lost] = [came / (ms / 1_000), (100 * (sent - came)) / sent];
  return `link: at ${rate.toFixed(0)} packets/s (${lost.toFixed(2)} % lost) a packet of 1,200 bytes costs ${micros.toFixed(1)} us of processor time, so one core bears about ${(1e6 / micros).toFixed(0)} packets/s`;
}

export interface RoundTrips {
  /** Milliseconds. */
  readonly straight: readonly number[];
  readonly linked: readonly number[];
}

export function printRoundTrips({ straight, linked }: RoundTrips): string {
  const say = (times: readonly number[]): string => `median ${median(times).toFixed(3)}, p99 ${p99(times).toFixed(3)}`;
  const [added, addedLate] = [median(linked) - median(straight), p99(linked) - p99(straight)];
  return `link: a round trip takes ${say(linked)} ms, straight ${say(straight)} ms; added: median ${added.toFixed(3)}, p99 ${addedLate.toFixed(3)} ms`;
}

/** Packets a second without loss; `straight` is only what the ends themselves can do, which is to send and to count. */
export function printRate({ linked, straight }: { readonly linked: number; readonly straight: number }): string {
  return `link: ${linked.toFixed(0)} packets/s pass clean; the same two ends in one process straight: ${straight.toFixed(0)}`;
}

/** Megabytes a second by pair, medians of rounds in turn. */
export function printThroughput(
  name: string,
  { linked, direct }: { linked: readonly number[]; direct: readonly number[] },
): string {
  const ratio = median(linked.map((rate, round) => rate / (direct[round] ?? Number.NaN)));
  const say = (rates: readonly number[]): string =>
    `${median(rates).toFixed(1)} MB/s (${rates.map((rate) => rate.toFixed(1)).join(', ')})`;
  return `data channel, ${name} to ${name}: ${say(linked)} through the link, ${say(direct)} by the bare path; ratio ${ratio.toFixed(2)}`;
}

function p99(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN;
}
