/** What a case did not find as it must be: one sentence with side, stage and reference. */
import type { Role, Stage } from '../../model.ts';

export interface Claim {
  readonly side: Role;
  readonly stage: Stage;
  /** The sentence of the standard: `RFC 8832 section 5.1`; null where there is none. */
  readonly reference: string | null;
}

export class CaseFailure extends Error {
  override readonly name = 'CaseFailure';
  readonly side: Role;
  readonly stage: Stage;
  readonly reference: string | null;
  /** @param sentence what was expected and what came, without side and reference */
  constructor({ side, stage, reference }: Claim, sentence: string) {
    super(`${side}: ${sentence}${reference === null ? '' : ` (${reference})`}`);
    this.side = side;
    this.stage = stage;
    this.reference = reference;
  }
}

/** `server: channel label is "caf", expected "café" (RFC 8832 section 5.1)`. @throws CaseFailure */
export function expectEqual(claim: Claim, what: string, actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) {
    throw new CaseFailure(claim, `${what} is ${show(actual)}, expected ${show(expected)}`);
  }
}

/** @param expected in words: `an even id` */
export function expectThat(claim: Claim, what: string, actual: unknown, holds: boolean, expected: string): void {
  if (!holds) throw new CaseFailure(claim, `${what} is ${show(actual)}, expected ${expected}`);
}

/** A value in a sentence: as JSON, cut where it is long. */
export function show(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes of binary`;
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 120 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}
