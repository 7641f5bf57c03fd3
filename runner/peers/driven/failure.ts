/** What a case did not find as it must be: one sentence with side, stage and reference. */
import type { Role, Stage } from '../../model.ts';

export interface Claim {
  readonly side: Role;
  readonly stage: Stage;
  /** The sentence of the standard: `RFC 8832 section 5.1`; null where there is none. */
  readonly reference: string | null;
  /** Where the side that sees it need not be the one that did it: what comes out wrong may have been sent wrong. */
  readonly accused?: Role | 'either';
}

export class CaseFailure extends Error {
  override readonly name = 'CaseFailure';
  readonly side: Role;
  readonly stage: Stage;
  readonly reference: string | null;
  readonly accused: Role | 'either';
  /** @param sentence what was expected and what came, without side and reference */
  constructor(claim: Claim, sentence: string) {
    const { side, stage, reference } = claim;
    super(`${side}: ${sentence}${reference === null ? '' : ` (${reference})`}`);
    this.side = side;
    this.stage = stage;
    this.reference = reference;
    this.accused = claim.accused ?? side;
  }

  /** The same failure in a sentence that says more. */
  retell(sentence: string, reference = this.reference): CaseFailure {
    return new CaseFailure({ side: this.side, stage: this.stage, reference, accused: this.accused }, sentence);
  }
}

/** `server: channel label is "caf", expected "café" (RFC 8832 section 5.1)`. @throws CaseFailure */
export function expectEqual(claim: Claim, what: string, actual: unknown, expected: unknown): void {
  if (!isSame(actual, expected)) {
    throw new CaseFailure(claim, `${what} is ${show(actual)}, expected ${show(expected)}`);
  }
}

/** @param expected in words: `an even id` */
export function expectThat(claim: Claim, what: string, actual: unknown, holds: boolean, expected: string): void {
  if (!holds) throw new CaseFailure(claim, `${what} is ${show(actual)}, expected ${expected}`);
}

/** Bytes are the same when they are equal; text and binary never are. */
function isSame(actual: unknown, expected: unknown): boolean {
  if (actual instanceof Uint8Array && expected instanceof Uint8Array) return Buffer.compare(actual, expected) === 0;
  return Object.is(actual, expected);
}

/** A value in a sentence: as JSON, cut where it is long. */
export function show(value: unknown): string {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value.subarray(0, 16)).toString('hex');
    return `${value.length} bytes of binary${bytes === '' ? '' : ` ${bytes}${value.length > 16 ? '…' : ''}`}`;
  }
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}
