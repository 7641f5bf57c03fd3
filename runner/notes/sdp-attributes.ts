/** The values of attributes, by the grammars of their RFCs. Attributes that stand in no table here are not judged. */
import { allLines, type Line } from './description.ts';
import { ruleOfEach, type Note } from './note.ts';

interface Grammar {
  readonly reference: string;
  readonly matches: (value: string) => boolean;
}

/** `ice-char = ALPHA / DIGIT / "+" / "/"` */
const ICE = '[A-Za-z0-9+/]';
/** RFC 8866 section 9, `token-char`. */
const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`{|}~-]+";

/** Bytes of the hash functions of RFC 8122 section 5 that are still in use. */
const HASH_BYTES = new Map([
  ['sha-1', 20],
  ['sha-224', 28],
  ['sha-256', 32],
  ['sha-384', 48],
  ['sha-512', 64],
]);

const grammars = new Map<string, Grammar>([
  ['candidate', byPattern('RFC 8839 section 5.1', candidatePattern())],
  ['ice-ufrag', byPattern('RFC 8839 section 5.4', `${ICE}{4,256}`)],
  ['ice-pwd', byPattern('RFC 8839 section 5.4', `${ICE}{22,256}`)],
  ['ice-options', byPattern('RFC 8839 section 5.6', `${ICE}+(?: ${ICE}+)*`)],
  ['fingerprint', { reference: 'RFC 8122 section 5', matches: isFingerprint }],
  // ABNF's quoted strings are case-insensitive (RFC 5234 section 2.3).
  ['setup', byPattern('RFC 4145 section 4', '(?:active|passive|actpass|holdconn)', 'i')],
  ['mid', byPattern('RFC 5888 section 4', TOKEN)],
  ['group', byPattern('RFC 5888 section 5', `${TOKEN}(?: ${TOKEN})*`)],
  ['sctp-port', { reference: 'RFC 8841 section 5.2', matches: isSctpPort }],
  ['max-message-size', byPattern('RFC 8841 section 6.2', '(?:0|[1-9][0-9]*)')],
]);

/** These are random: a value is told by its length. */
const RANDOM = ['candidate', 'ice-ufrag', 'ice-pwd', 'fingerprint'];

export const checkAttributes = ruleOfEach((description) => allLines(description).flatMap(checkValue));

function checkValue({ type, value }: Line): readonly Omit<Note, 'side'>[] {
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  const grammar = type === 'a' ? grammars.get(name) : undefined;
  const given = colon < 0 ? '' : value.slice(colon + 1);
  if (grammar === undefined || grammar.matches(given)) return [];
  const shown = RANDOM.includes(name) ? `a=${name} (${String(given.length)} characters)` : `a=${value.slice(0, 80)}`;
  return [{ rule: `sdp-${name}-grammar`, reference: grammar.reference, text: `Not by the grammar: "${shown}".` }];
}

function byPattern(reference: string, pattern: string, flags = ''): Grammar {
  const whole = new RegExp(`^${pattern}$`, flags);
  return { reference, matches: (value) => whole.test(value) };
}

function candidatePattern(): string {
  return `${ICE}{1,32} [0-9]{1,3} ${TOKEN} [0-9]{1,10} \\S+ [0-9]+ [Tt][Yy][Pp] ${TOKEN}(?: \\S+ \\S*)*`;
}

/** Uppercase hexadecimal bytes separated by colons, as many as the function gives. */
function isFingerprint(value: string): boolean {
  const [, name = '', bytes = ''] = /^(\S+) ((?:[0-9A-F]{2})(?::[0-9A-F]{2})*)$/.exec(value) ?? [];
  const expected = HASH_BYTES.get(name.toLowerCase());
  return bytes !== '' && (expected === undefined || bytes.split(':').length === expected);
}

function isSctpPort(value: string): boolean {
  return /^(?:0|[1-9][0-9]{0,4})$/.test(value) && Number(value) <= 65_535;
}
