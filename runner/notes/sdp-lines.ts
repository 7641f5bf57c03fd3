/** The lines themselves: their shape and their order (RFC 8866 section 9). */
import type { Description, Line, Section } from './description.ts';
import { allLines } from './description.ts';
import { ruleOfEach, type Note } from './note.ts';

const GRAMMAR = 'RFC 8866 section 9';
type Finding = Omit<Note, 'side'>;

/** `session-description = version-field origin-field session-name-field [information-field] …` */
const SESSION_ORDER = /^vosi?u?e*p*c?b*(?:tr*z?)+k?a*$/;
/** `media-description = media-field [information-field] *connection-field *bandwidth-field [key-field] *attribute-field` */
const MEDIA_ORDER = /^mi?c*b*k?a*$/;

const SHAPES: Readonly<Record<string, RegExp>> = {
  v: /^0$/,
  o: /^\S+ \d+ \d+ \S+ \S+ \S+$/,
  t: /^(?:0|[1-9]\d{9,}) (?:0|[1-9]\d{9,})$/,
  c: /^\S+ \S+ \S+$/,
  m: /^\S+ \d+(?:\/\d+)? \S+(?: \S+)+$/,
  b: /^[^\s:]+:\d+$/,
};

export const checkLines = ruleOfEach((description) => [
  ...allLines(description).flatMap(checkShape),
  ...checkOrder(description),
  ...description.sections.flatMap((section) => checkConnection(description, section)),
]);

function checkShape({ text, type, value }: Line): readonly Finding[] {
  const shape = SHAPES[type] ?? /./;
  if (type !== '' && shape.test(value)) return [];
  // An origin's numbers differ each time.
  const shown = type === 'o' ? 'o=' : text.slice(0, 80);
  return [{ rule: 'sdp-malformed-line', reference: GRAMMAR, text: `A line is none by the grammar: "${shown}".` }];
}

function checkOrder({ session, sections }: Description): readonly Finding[] {
  const orders = [[session, SESSION_ORDER] as const, ...sections.map(({ lines }) => [lines, MEDIA_ORDER] as const)];
  return orders.flatMap(([lines, order]) => {
    const types = lines.map(({ type }) => type).join('');
    if (order.test(types)) return [];
    const text = `The lines stand in an order that the grammar does not have: ${types.replace(/a+$/, 'a…')}.`;
    return [{ rule: 'sdp-line-order', reference: GRAMMAR, text }];
  });
}

/** "a connection field must be present in every media description or at the session level" */
function checkConnection({ session }: Description, { lines, media }: Section): readonly Finding[] {
  if ([...session, ...lines].some(({ type }) => type === 'c')) return [];
  const text = `The ${media} section has no c= line, and the session has none either.`;
  return [{ rule: 'sdp-no-connection', reference: GRAMMAR, text }];
}
