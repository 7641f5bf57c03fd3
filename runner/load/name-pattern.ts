/**
 * Patterns over the names of implementations and cases: `*` stands for any letters, `{a,b}` for either word.
 * Used by expectations and by the command line.
 */
import picomatch from 'picomatch';
import { listKnown, quote, suggest } from './suggest.ts';

/** What the names of implementations look like: they become host names (`server-pion`) and folders. */
export const SAFE_NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

const PATTERN_CHARACTERS = /^[a-z0-9*{},-]+$/;
/** Bounds that no honest pattern meets; they keep a hostile one from costing exponential time. */
const MOST_ALTERNATIVES = 256;
const MOST_STARS = 4;

/** The names that a pattern stands for, or one line saying why there are none. */
export type Resolution =
  { readonly ok: true; readonly names: ReadonlySet<string> } | { readonly ok: false; readonly problem: string };

export interface Candidates {
  /** What the names are, for messages: `case`, `server`. */
  readonly kind: string;
  readonly names: readonly string[];
  /** Names that exist but do not take part in this kind (a client-only implementation among the servers). */
  readonly outside?: readonly string[];
}

/** Which candidates a name or pattern means. Each alternative of `{a,b}` must mean at least one. */
export function resolvePattern(text: string, candidates: Candidates): Resolution {
  if (!isPattern(text)) {
    return candidates.names.includes(text) ? { ok: true, names: new Set([text]) } : explainUnknown(text, candidates);
  }
  const expanded = expandPattern(text);
  if (!expanded.ok) return expanded;
  const found = new Set<string>();
  for (const alternative of expanded.alternatives) {
    const names = candidates.names.filter((name) => matchesGlob(alternative, name));
    if (names.length === 0) {
      if (!isPattern(alternative)) return explainUnknown(alternative, candidates);
      const problem = `pattern ${quote(alternative)} matches no ${candidates.kind}${listKnown(candidates.names)}`;
      return { ok: false, problem };
    }
    for (const name of names) found.add(name);
  }
  return { ok: true, names: found };
}

/** Whether a name or pattern means this name. A malformed pattern means none. */
export function matchesPattern(text: string, name: string): boolean {
  if (!isPattern(text)) return text === name;
  const expanded = expandPattern(text);
  return expanded.ok && expanded.alternatives.some((alternative) => matchesGlob(alternative, name));
}

/** Splits a comma list of names and patterns; commas inside braces belong to the pattern. */
export function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ',' && depth <= 0) {
      parts.push(part.trim());
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part.trim()];
}

function isPattern(text: string): boolean {
  return /[*{}]/.test(text);
}

function matchesGlob(glob: string, name: string): boolean {
  return isPattern(glob) ? picomatch.isMatch(name, glob) : glob === name;
}

type Expansion =
  { readonly ok: true; readonly alternatives: readonly string[] } | { readonly ok: false; readonly problem: string };

/** `a-{b,c}` becomes `a-b` and `a-c`, so that each can be checked by itself. Braces in braces are refused. */
function expandPattern(text: string): Expansion {
  if (!PATTERN_CHARACTERS.test(text)) {
    return refuse(text, 'may hold only a-z, 0-9, "-", "*" and {a,b}');
  }
  if (!/^([^{}]|\{[^{}]+\})*$/.test(text)) return refuse(text, 'has braces that do not pair up; write {a,b}');
  let alternatives = [''];
  for (const part of text.split(/(\{[^{}]+\})/)) {
    const choices = part.startsWith('{') ? part.slice(1, -1).split(',') : [part];
    alternatives = alternatives.flatMap((start) => choices.map((choice) => start + choice));
    if (alternatives.length > MOST_ALTERNATIVES) {
      return refuse(text, `stands for more than ${MOST_ALTERNATIVES} names; write "*" instead of some braces`);
    }
  }
  if (alternatives.some((alternative) => alternative.split('*').length - 1 > MOST_STARS)) {
    return refuse(text, `has more than ${MOST_STARS} stars; write fewer`);
  }
  return { ok: true, alternatives };
}

function refuse(text: string, why: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: `pattern ${quote(text)} ${why}` };
}

function explainUnknown(name: string, candidates: Candidates): Resolution {
  const problem = candidates.outside?.includes(name)
    ? `${quote(name)} does not take part as ${candidates.kind} (see its roles in matrix.yaml)`
    : `unknown ${candidates.kind} ${quote(name)}${suggest(name, candidates.names)}`;
  return { ok: false, problem };
}
