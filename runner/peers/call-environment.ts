/** What the exit-code contract (docs/peer-protocol.md) tells a client through its environment. */
import type { Case } from '../model.ts';

/** Milliseconds in which a client that gave up says so and ends, also on a busy machine. */
const LAST_WORDS_MS = 2_000;

/**
 * @param timeoutMs the runner's own limit. The client gets less, so that it gives up by itself and can still say what it
 *   waited for before the runner kills it: 2 s less, or a third where the whole is short.
 */
export function callEnvironment(testCase: Case, timeoutMs: number): Record<string, string> {
  const reserve = Math.max(timeoutMs / 10, Math.min(LAST_WORDS_MS, timeoutMs / 3));
  return { TESTCASE: testCase.name, TIMEOUT_MS: String(Math.round(timeoutMs - reserve)) };
}
