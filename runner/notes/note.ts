/** A note: a sentence of a standard that one side breaks although the pair may work. Never part of a verdict. */
import type { PathEvidence, Side } from '../link/evidence/path-evidence.ts';
import type { SctpEvidence } from '../link/evidence/sctp-evidence.ts';
import type { Description } from './description.ts';

export interface Note {
  /** Whose packet or description it is. */
  readonly side: Side;
  /** Short and stable: `ice-loopback-candidate`. */
  readonly rule: string;
  /** `RFC 8445 section 5.1.1.1`. Only sentences with MUST or MUST NOT, and grammars, make notes. */
  readonly reference: string;
  /** One sentence that names what was seen. Nothing random in it: alike notes of many cells have the same text. */
  readonly text: string;
}

/** One connection of a case that alters nothing. Null: that description did not come by. */
export interface Observed {
  readonly offer: Description | null;
  readonly answer: Description | null;
  readonly evidence: PathEvidence;
  /** Null where no key opened its records. */
  readonly sctp: SctpEvidence | null;
}

/** Pure; silent where it is not certain. */
export type Rule = (seen: Observed) => readonly Note[];

/** Over all connections of a cell, for what one of them cannot prove. */
export type WideRule = (seen: readonly Observed[]) => readonly Note[];

export const SIDES: readonly Side[] = ['client', 'server'];

/** A rule about a description by itself, whoever made it. */
export function ruleOfEach(check: (description: Description) => readonly Omit<Note, 'side'>[]): Rule {
  return ({ offer, answer }) =>
    [offer, answer].flatMap((one) => (one === null ? [] : check(one).map((note) => ({ side: one.from, ...note }))));
}
