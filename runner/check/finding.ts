/** What a check found out, one row a thing. */

/** `untried`: nothing is known, the words say why. It is no fault. */
export type Mark = 'works' | 'unsupported' | 'wrong' | 'untried';

export interface Finding {
  /** The part of the check that the row belongs to. */
  readonly part: Part;
  /** A method, a notification, a way of shouting. */
  readonly what: string;
  readonly mark: Mark;
  /** For `wrong` one sentence: what was sent, what came, what docs/peer-protocol.md says. */
  readonly words: string | null;
}

export type Part =
  'Start' | 'Methods' | 'Options' | 'Notifications' | 'Every line' | 'Shouting' | 'Endings' | 'Exit-code contract';

/** A thing is tried in several places: a fault anywhere is a fault, and what works somewhere is there. */
const gravity: readonly Mark[] = ['wrong', 'works', 'unsupported', 'untried'];

/** Rows in the order in which they were first told; the graver mark stays, and of two equal ones the first. */
export class Findings {
  readonly #rows = new Map<string, Finding>();
  #closed = false;

  /** From now on nothing is added: what is told while all is stopped is not the peers' fault. */
  close(): void {
    this.#closed = true;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  add(part: Part, what: string, mark: Mark, words: string | null = null): void {
    if (this.#closed) return;
    const key = `${part}\n${what}`;
    const known = this.#rows.get(key);
    if (known !== undefined && gravity.indexOf(known.mark) <= gravity.indexOf(mark)) return;
    this.#rows.set(key, { part, what, mark, words });
  }

  list(): readonly Finding[] {
    return [...this.#rows.values()];
  }
}
