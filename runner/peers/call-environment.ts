/** What the exit-code contract (docs/peer-protocol.md) tells a client through its environment. */
import type { Case } from '../model.ts';

/**
 * @param timeoutMs the runner's own limit. The client gets nine tenths of it, so that it gives up by itself and can
 *   still say what it waited for before the runner kills it.
 */
export function callEnvironment(testCase: Case, timeoutMs: number): Record<string, string> {
  return { TESTCASE: testCase.name, TIMEOUT_MS: String(Math.round(timeoutMs * 0.9)) };
}
