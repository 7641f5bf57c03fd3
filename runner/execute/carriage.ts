/** What carries the packets of one attempt: a cell of the link, with what has to be known of it when the attempt ends. */
import type { ShownCertificate, StunSide } from '../link/evidence/path-evidence.ts';
import type { ClosedCell, LinkCell, LinkDecisions, LinkPath } from '../link/link.ts';
import type { Evidence } from '../link/messages.ts';
import type { Rule } from '../link/impair/rules.ts';
import type { Role } from '../model.ts';

/** What an attempt leaves behind beside its observation. */
export type Carried = ClosedCell;

export class Carriage {
  readonly #cell: LinkCell;
  readonly #keys: string[] = [];

  constructor(cell: LinkCell) {
    this.#cell = cell;
  }

  openPath(): Promise<LinkPath> {
    return this.#cell.openPath();
  }

  openProxy(url: string): Promise<string> {
    return this.#cell.openProxy(url);
  }

  impair(rules: readonly Rule[]): Promise<void> {
    return this.#cell.impair(rules);
  }

  async decisions(): Promise<LinkDecisions> {
    return (await this.#cell.evidence()).decisions;
  }

  /** Of UDP payload, sent; those that were not passed on too. */
  async dtlsBytes(path: number, from: Role): Promise<number> {
    return findPath((await this.#cell.progress()).paths, path).dtlsBytes[from];
  }

  async stun(path: number, from: Role): Promise<StunSide> {
    return findPath((await this.#cell.evidence()).paths, path).evidence.stun[from];
  }

  async certificates(path: number, from: Role): Promise<readonly ShownCertificate[]> {
    return findPath((await this.#cell.evidence()).paths, path).evidence.dtls.sides[from].certificates;
  }

  /** What was seen by now. @throws LinkError */
  evidence(): Promise<Evidence> {
    return this.#cell.evidence();
  }

  noteKeys(lines: readonly string[]): void {
    this.#keys.push(...lines);
  }

  /** Ends the link's cell. @throws LinkError */
  end(): Promise<Carried> {
    return this.#cell.close(this.#keys);
  }
}

function findPath<P extends { readonly path: number }>(paths: readonly P[], number: number): P {
  const found = paths.find(({ path }) => path === number);
  if (found === undefined) throw new Error(`the link knows no path ${number} of this cell`);
  return found;
}
