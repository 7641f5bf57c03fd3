/** What a case is: its words for lists and reports, and for driven peers its script. */
import type { Case } from '../model.ts';
import type { World } from '../peers/driven/world.ts';

export interface ScriptedCase extends Case {
  /**
   * Does it and checks it. Resolves when all holds; a CaseFailure says what does not. Everything that it opens in the
   * world is closed by the world.
   */
  readonly script: (world: World) => Promise<void>;
  /** For a case that waits for a timer of a standard: milliseconds that it may take beyond the run's time limit. */
  readonly extraMs?: number;
  /** Keeps processors busy for long: run beside others in the same processes it would take their time from them. */
  readonly heavy?: true;
}
