/** What a case is: its words for lists and reports, and for driven peers its script. */
import type { Case, TurnKind } from '../model.ts';
import type { World } from '../peers/driven/world.ts';

export interface ScriptedCase extends Case {
  /**
   * Does it and checks it. Resolves when all holds; a CaseFailure says what does not. Everything that it opens in the
   * world is closed by the world.
   */
  readonly script: (world: World) => Promise<void>;
  /** For a case that waits for a timer of a standard: milliseconds that it may take beyond the run's time limit. */
  readonly extraMs?: number;
  /** Asks the link to do something in the course of the script. */
  readonly needsLink?: true;
  /** Needs the bare path: another kind of path than the link can stand for, or its whole width. */
  readonly direct?: true;
  /** The TURN servers that it needs. */
  readonly needsTurn?: readonly TurnKind[];
  /** Keeps processors busy for long: run beside others in the same processes it would take their time from them. */
  readonly heavy?: true;
  /** Takes longer for all pairs than all other cases together: only run when it is named (docs/decisions/0010). */
  readonly slow?: true;
}
