/** Values of command-line flags: text -> value, or an error that commander shows with the flag's name. */
import { InvalidArgumentError } from 'commander';

/** What holds where nothing is typed, of the flags that decide how a cell goes. */
export const flagDefaults = {
  contract: 'all',
  timeoutMs: 20_000,
  startTimeoutMs: 30_000,
  retries: 1,
  config: 'matrix.yaml',
} as const;

/** `20s`, `1500ms`, `2m`, or a bare number of seconds -> milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text.trim());
  const unit = { ms: 1, s: 1_000, m: 60_000 }[match?.[2] ?? 's'] ?? 1_000;
  const milliseconds = Number(match?.[1]) * unit;
  if (!Number.isFinite(milliseconds) || milliseconds < 1 || milliseconds > 86_400_000) {
    throw new InvalidArgumentError('Expected a duration such as 20s, 1500ms or 2m, up to 24 hours.');
  }
  return Math.round(milliseconds);
}

/** A whole number of at least `least`. */
export function parseCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^\d+$/.test(text) || count < least || count > most) {
      throw new InvalidArgumentError(`Expected a whole number from ${String(least)} to ${String(most)}.`);
    }
    return count;
  };
}

/** A repeatable flag. What the value means (a list, a pattern, a path) is for the one who uses it. */
export function gather(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, text];
}
