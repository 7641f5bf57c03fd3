/** Planned cases that this run cannot play: what nobody could play says nothing about the stacks (docs/decisions/0009, 0012). */
import type { Cell, TurnKind } from '../model.ts';

export interface LeftOutCases {
  readonly names: readonly string[];
  /** `needs the link` */
  readonly why: string;
}

interface Needs {
  readonly name: string;
  readonly needsLink?: true;
  readonly needsTurn?: readonly TurnKind[];
}

export interface Lacks {
  /** The run goes without the link. */
  readonly direct: boolean;
  /** Nobody named the cases. */
  readonly byDefault: boolean;
  /** The engine has no TURN server. */
  readonly withoutTurn: boolean;
}

/** A case that needs a TURN server and is named stays, and is broken with the reason. */
export function casesToLeaveOut(
  planned: readonly Cell[],
  catalogue: readonly Needs[],
  { direct, byDefault, withoutTurn }: Lacks,
): LeftOutCases[] {
  const named = new Set(planned.map((cell) => cell.case));
  const those = (need: 'needsLink' | 'needsTurn'): string[] =>
    catalogue.filter((one) => one[need] !== undefined && named.has(one.name)).map(({ name }) => name);
  const all = [
    { names: direct ? those('needsLink') : [], why: 'needs the link' },
    {
      names: byDefault && withoutTurn ? those('needsTurn') : [],
      why: 'needs a TURN server, which this engine has not',
    },
  ];
  return all.filter(({ names }) => names.length > 0);
}
