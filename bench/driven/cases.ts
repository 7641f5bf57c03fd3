/** Which cases of the catalogue a rate of cells a second can be measured with. Pure. */
import type { ScriptedCase } from '../../runner/cases/case.ts';

/** Cases that last as long as a clock says, however quick everybody is: the clock of each. */
const clocked: ReadonlyMap<string, string> = new Map([
  ['fingerprint-mismatch', 'watches for 2 s that nothing connects'],
  ['ice-wrong-password', 'watches for 2 s that nothing connects'],
  ['teardown', 'waits until consent expires, up to 36 s (RFC 7675 section 5.1)'],
]);

/** Why a cell lasts: by the clock of its case, by the work in it, or as long as two stacks need for a connection. */
export type Kind = 'clocked' | 'heavy' | 'timer-free';

/**
 * A case that may take longer than the run's limit is waiting for something other than the stacks' speed: it counts as
 * clocked. `timer-free` speaks of the case alone: a stack may still wait for timers of its own.
 */
export function kindOf({ name, heavy, extraMs, needsLink }: ScriptedCase): Kind {
  if (clocked.has(name)) return 'clocked';
  if (heavy === true) return 'heavy';
  // What is lost or late is sent again by a timer of the stack (RFC 6347 section 4.2.4, RFC 9260 section 6.3).
  if (needsLink === true) return 'clocked';
  return extraMs === undefined ? 'timer-free' : 'clocked';
}

/** Those that go both through the link and by the bare path. @throws Error where the list above names a case that is no more */
export function timerFreeOf(catalogue: readonly ScriptedCase[]): readonly ScriptedCase[] {
  for (const name of clocked.keys()) {
    if (!catalogue.some((testCase) => testCase.name === name)) {
      throw new Error(`bench/driven/cases.ts speaks of a case "${name}" that the catalogue lacks: correct the list`);
    }
  }
  return catalogue.filter((testCase) => isTimerFree(testCase));
}

function isTimerFree(testCase: ScriptedCase): boolean {
  return kindOf(testCase) === 'timer-free' && testCase.direct !== true && testCase.slow !== true;
}
