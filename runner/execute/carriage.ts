/** What carries the packets of one attempt: a cell of the link, with what has to be known of it when the attempt ends. */
import type { StunSide } from '../link/evidence/path-evidence.ts';
import type { SeenPath } from '../link/evidence/seen-path.ts';
import type { LinkCell, LinkDecisions, LinkPath } from '../link/link.ts';
import type { Rule } from '../link/impair/rules.ts';
import type { Role } from '../model.ts';

/** What an attempt leaves behind beside its observation. */
export interface Carried {
  /** A pcapng file. */
  readonly capture: Buffer;
  /** Every path's descriptions, as they came to the link. */
  readonly paths: readonly SeenPath[];
  readonly decisions: LinkDecisions;
}

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
    const { paths } = await this.#cell.progress();
    const seen = paths.find((one) => one.path === path);
    if (seen === undefined) throw new Error(`the link knows no path ${path} of this cell`);
    return seen.dtlsBytes[from];
  }

  async stun(path: number, from: Role): Promise<StunSide> {
    const { paths } = await this.#cell.evidence();
    const seen = paths.find((one) => one.path === path);
    if (seen === undefined) throw new Error(`the link knows no path ${path} of this cell`);
    return seen.evidence.stun[from];
  }

  /** The number of the last frame that the capture has by now, as Wireshark counts them; 0 before there is one. */
  async lastFrame(): Promise<number> {
    return (await this.#cell.progress()).frames;
  }

  noteKeys(lines: readonly string[]): void {
    this.#keys.push(...lines);
  }

  /** The paths so far: those that an offer over HTTP opened, or those of driven peers. */
  async seen(by: 'proxied' | 'driven'): Promise<readonly SeenPath[]> {
    const { paths } = await this.#cell.evidence();
    return paths.filter(({ proxied }) => (proxied === null) === (by === 'driven'));
  }

  /** Ends the link's cell, also where its evidence is not to be had. @throws LinkError */
  async end(): Promise<Carried> {
    const [{ paths, decisions }, capture] = await Promise.all([this.#cell.evidence(), this.#cell.close(this.#keys)]);
    return { paths, decisions, capture };
  }
}
