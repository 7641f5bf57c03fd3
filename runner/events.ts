/** What happens in a run, told as it happens. `progress/` shows it; nothing else depends on it. */
import type { Cell, Judgement, Role } from './model.ts';

export type RunEvent =
  /** Something that the user should know: each entry is a line. */
  | { readonly type: 'notice'; readonly lines: readonly string[] }
  | { readonly type: 'prepare-started'; readonly implementations: readonly string[] }
  | { readonly type: 'build-started'; readonly implementation: string; readonly origin: string }
  /** One line of a build's output. */
  | { readonly type: 'build-output'; readonly implementation: string; readonly line: string }
  | {
      readonly type: 'build-finished';
      readonly implementation: string;
      readonly origin: string;
      readonly durationMs: number;
      readonly cached: boolean;
    }
  | { readonly type: 'build-failed'; readonly implementation: string; readonly reason: string; readonly log: string }
  | { readonly type: 'cells-planned'; readonly cells: readonly Cell[]; readonly parallel: number }
  | {
      readonly type: 'peer-ready';
      readonly implementation: string;
      readonly role: Role;
      readonly version: string | null;
      readonly durationMs: number;
    }
  | { readonly type: 'peer-failed'; readonly implementation: string; readonly role: Role; readonly reason: string }
  /** A warm server died; `cells` were running against it and are repeated. */
  | {
      readonly type: 'server-died';
      readonly implementation: string;
      readonly reason: string;
      readonly cells: readonly Cell[];
    }
  /** `attempt` counts from 1. */
  | { readonly type: 'cell-started'; readonly cell: Cell; readonly attempt: number }
  /** `final`: no further attempt follows. */
  | {
      readonly type: 'cell-finished';
      readonly cell: Cell;
      readonly attempt: number;
      readonly judgement: Judgement;
      readonly durationMs: number;
      readonly final: boolean;
      /** The verdict is what an expectation says. */
      readonly known: boolean;
    }
  | { readonly type: 'interrupted' };

export type Emit = (event: RunEvent) => void;
