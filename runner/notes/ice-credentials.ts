/** How much chance ICE's credentials can hold (RFC 8445 section 5.3). */
import type { Side } from '../link/evidence/path-evidence.ts';
import { allLines, valuesOf } from './description.ts';
import { SIDES, type Note, type Observed, type WideRule } from './note.ts';

interface Credential {
  readonly attribute: string;
  readonly name: string;
  readonly rule: string;
  readonly bits: number;
}

/**
 * "The values MUST be unguessable, with at least 128 bits of random number generator output used to generate the
 * password, and at least 24 bits of output to generate the username fragment."
 */
const CREDENTIALS: readonly Credential[] = [
  { attribute: 'ice-pwd', name: 'password', rule: 'ice-password-bits', bits: 128 },
  { attribute: 'ice-ufrag', name: 'username fragment', rule: 'ice-ufrag-bits', bits: 24 },
];

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
 * What was drawn cannot prove its alphabet, but nearly: drawn from the smallest alphabet that would give enough bits, the
 * values of a cell have only such characters with less than this chance. Wider alphabets than those above are never
 * certain enough.
 */
const CHANCE = 1e-9;

/** Over all connections of a cell: one value is often too short to tell. */
export const checkCredentials: WideRule = (seen) =>
  SIDES.flatMap((side) =>
    CREDENTIALS.flatMap((credential) => checkValues(credential, valuesBy(side, credential, seen), side)),
  );

/** Each once: one that comes again was not drawn again. */
function valuesBy(side: Side, { attribute }: Credential, seen: readonly Observed[]): readonly string[] {
  const own = seen.flatMap(({ offer, answer }) => [offer, answer]).filter((one) => one?.from === side);
  return [...new Set(own.flatMap((one) => (one === null ? [] : valuesOf(allLines(one), attribute))))];
}

function checkValues({ name, rule, bits }: Credential, values: readonly string[], side: Side): readonly Note[] {
  const [{ length } = ''] = values;
  const alphabet = ALPHABETS.find(({ pattern }) => values.every((value) => pattern.test(value)));
  if (alphabet === undefined || values.some((value) => value.length !== length)) return [];
  const given = length * Math.log2(alphabet.size);
  if (given >= bits || chanceOf(length, alphabet.size, bits) ** values.length > CHANCE) return [];
  const text =
    `The ${name} has ${String(length)} characters, all of them ${alphabet.name}: ` +
    `at most ${String(Math.floor(given))} bits of chance, not ${String(bits)}.`;
  return [{ side, rule, reference: 'RFC 8445 section 5.3', text }];
}

/**
 * How likely a value of this length has only characters of an alphabet of `size`, although it was drawn from one that
 * gives enough bits: the smallest such, at most the 64 of RFC 8839 section 5.4. 1 without a character.
 */
function chanceOf(length: number, size: number, bits: number): number {
  const enough = Math.min(64, Math.ceil(2 ** (bits / length)));
  return (size / enough) ** length;
}
