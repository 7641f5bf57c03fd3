/** Words of a user in messages: quoted so that they do no harm, and set right where they are nearly right. */
import { distance } from 'fastest-levenshtein';

const LONGEST_QUOTE = 60;

/** In double quotes, on one line, cut when long, control characters escaped (they may drive a terminal). */
export function quote(text: string): string {
  const cut = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return JSON.stringify(cut).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}

/**
 * The end of a message about an unknown word: `; did you mean "pion"?`, or `; known: pion, werift` when no known
 * word is near.
 */
export function suggest(word: string, known: readonly string[]): string {
  const nearest = findNearest(word, known);
  if (nearest !== null) return `; did you mean ${quote(nearest)}?`;
  return listKnown(known);
}

/** `; known: pion, werift`, or nothing where nothing is known. */
export function listKnown(known: readonly string[]): string {
  return known.length === 0 ? '' : `; known: ${known.join(', ')}`;
}

/** The known word that was probably meant; null when none is near. */
export function findNearest(word: string, known: readonly string[]): string | null {
  if (word.length > LONGEST_QUOTE) return null;
  let nearest: string | null = null;
  // A third of the letters may be wrong, and two in a short word (`pino`), but never all of them.
  let least = Math.min(Math.max(2, Math.floor(word.length / 3)), word.length - 1) + 1;
  for (const candidate of known) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) {
      nearest = candidate;
      least = steps;
    }
  }
  return nearest;
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
