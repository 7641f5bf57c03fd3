/** How much chance an ICE password can hold (RFC 8445 section 5.3). */
import { allLines, valuesOf } from './description.ts';
import { ruleOfEach } from './note.ts';

/** "The values MUST be unguessable, with at least 128 bits of random number generator output" for the password. */
const BITS = 128;

interface Alphabet {
  readonly name: string;
  readonly size: number;
  readonly pattern: RegExp;
}

/** The smallest first. */
const ALPHABETS: readonly Alphabet[] = [
  { name: 'digits', size: 10, pattern: /^[0-9]+$/ },
  { name: 'lower-case hexadecimal digits', size: 16, pattern: /^[0-9a-f]+$/ },
  { name: 'upper-case hexadecimal digits', size: 16, pattern: /^[0-9A-F]+$/ },
  { name: 'upper-case letters', size: 26, pattern: /^[A-Z]+$/ },
  { name: 'lower-case letters', size: 26, pattern: /^[a-z]+$/ },
];

/**
 * One password cannot prove its alphabet, but nearly: drawn from the smallest alphabet that would give enough bits, it
 * has only such characters with less than this chance (from letters and digits far less). Wider alphabets than those
 * above are never certain enough.
 */
const CHANCE = 1e-6;

export const checkPassword = ruleOfEach((description) =>
  valuesOf(allLines(description), 'ice-pwd').flatMap((password) => {
    const alphabet = ALPHABETS.find(({ pattern }) => pattern.test(password));
    if (alphabet === undefined) return [];
    const bits = password.length * Math.log2(alphabet.size);
    if (bits >= BITS || chanceOf(password.length, alphabet.size) > CHANCE) return [];
    const text =
      `The password has ${String(password.length)} characters, all of them ${alphabet.name}: ` +
      `at most ${String(Math.floor(bits))} bits of chance, not ${String(BITS)}.`;
    return [{ rule: 'ice-password-bits', reference: 'RFC 8445 section 5.3', text }];
  }),
);

/**
 * How likely a password of this length has only characters of an alphabet of `size`, although it was drawn from one that
 * gives enough bits: the smallest such, at most the 64 of RFC 8839 section 5.4.
 */
function chanceOf(length: number, size: number): number {
  const enough = Math.min(64, Math.ceil(2 ** (BITS / length)));
  return (size / enough) ** length;
}
