/** Verdicts held against what is known (the expectations of matrix.yaml). Pure. */
import type { Cell, Expectation, Verdict } from '../model.ts';
import { matchesPattern } from '../load/name-pattern.ts';

/** The line that speaks of this cell; there is one at most, the loader refuses a second. */
export function matchExpectation(expectations: readonly Expectation[], cell: Cell): Expectation | null {
  const speaksOf = (line: Expectation) =>
    matchesPattern(line.case, cell.case) &&
    matchesPattern(line.server, cell.server) &&
    matchesPattern(line.client, cell.client);
  return expectations.find(speaksOf) ?? null;
}

/**
 * Whether a verdict is what was known beforehand.
 * @param expectation the line that speaks of the cell, null when none does
 */
export function isExpected(verdict: Verdict, expectation: Expectation | null): boolean {
  switch (verdict) {
    case 'passed':
      // A known failure that passes is told as loudly as a new failure: the line is out of date.
      return expectation === null || expectation.sometimes;
    case 'failed':
    case 'unsupported':
      return expectation?.verdict === verdict;
    case 'broken':
      // Nothing was learnt about the stacks, so no list of known failures excuses it.
      return false;
  }
}
