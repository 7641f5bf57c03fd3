/** A description as lines and sections (RFC 8866 section 5). Tolerant: what is wrong in it is the rules' business. */
import type { Side } from '../link/evidence/path-evidence.ts';

export interface Line {
  /** The whole, without its end. */
  readonly text: string;
  /** One character before `=`; empty where the line is none. */
  readonly type: string;
  readonly value: string;
}

export interface Section {
  /** The first is the `m=` line. */
  readonly lines: readonly Line[];
  readonly media: string;
  /** 0: rejected, or not used any more (RFC 3264 section 6). */
  readonly port: number;
  readonly proto: string;
  readonly formats: readonly string[];
}

export interface Description {
  readonly from: Side;
  /** What stands before the first `m=`. */
  readonly session: readonly Line[];
  readonly sections: readonly Section[];
}

export function parseDescription(from: Side, sdp: string): Description {
  const lines = sdp.split(/\r?\n/).map(parseLine);
  if (lines.at(-1)?.text === '') lines.pop();
  const starts = lines.flatMap(({ type }, index) => (type === 'm' ? [index] : []));
  return {
    from,
    session: lines.slice(0, starts[0] ?? lines.length),
    sections: starts.map((start, index) => parseSection(lines.slice(start, starts[index + 1]))),
  };
}

function parseLine(text: string): Line {
  const [, type = '', value = ''] = /^([a-z])=(.*)$/.exec(text) ?? [];
  return { text, type, value };
}

function parseSection(lines: readonly Line[]): Section {
  const [media = '', port = '', proto = '', ...formats] = lines[0]?.value.split(' ') ?? [];
  return { lines, media, port: Number.parseInt(port, 10), proto, formats };
}

/** The values of `a=NAME:VALUE`, and '' for `a=NAME`. */
export function valuesOf(lines: readonly Line[], name: string): string[] {
  return lines.flatMap(({ type, value }) => {
    if (type !== 'a') return [];
    if (value === name) return [''];
    return value.startsWith(`${name}:`) ? [value.slice(name.length + 1)] : [];
  });
}

/** A section's own values, else the session's: what the attribute is for that section. */
export function valuesFor({ session }: Description, section: Section, name: string): string[] {
  const own = valuesOf(section.lines, name);
  return own.length > 0 ? own : valuesOf(session, name);
}

export function allLines({ session, sections }: Description): readonly Line[] {
  return [...session, ...sections.flatMap(({ lines }) => lines)];
}

export function isLive({ port }: Section): boolean {
  return port !== 0;
}

/**
 * The section whose transport all others of the BUNDLE share, where the attributes of ICE and DTLS have to stand: the one
 * that the group names first (RFC 9143 section 2). Without a BUNDLE the first that is live.
 */
export function transportSection(description: Description): Section | undefined {
  const live = description.sections.filter(isLive);
  const tagged = bundledMids(description).flatMap((mid) => live.filter((section) => midOf(section) === mid));
  return tagged[0] ?? live[0];
}

/** Data channels as RFC 8841 section 4 describes them. */
export function isData({ proto }: Section): boolean {
  return /^(?:UDP|TCP)\/DTLS\/SCTP$/.test(proto);
}

/** The mids of each `a=group:BUNDLE`. */
export function bundledMids({ session }: Description): readonly string[] {
  return valuesOf(session, 'group').flatMap((group) => {
    const [semantics, ...mids] = group.split(' ');
    return semantics === 'BUNDLE' ? mids : [];
  });
}

export function midOf({ lines }: Section): string | null {
  return valuesOf(lines, 'mid')[0] ?? null;
}
