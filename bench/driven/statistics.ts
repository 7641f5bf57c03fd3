/** Small sums over figures. Pure. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** `63 %` */
export function percent(part: number, whole: number): string {
  return whole <= 0 ? '-' : `${((100 * part) / whole).toFixed(part / whole < 0.1 ? 1 : 0)} %`;
}
