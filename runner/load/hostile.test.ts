/** Whatever lies in matrix.yaml, the answer is errors with places, never a crash. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LARGEST_FILE } from './parse-yaml.ts';
import { errorsOf, file } from './test-matrix.ts';

const ours = readFileSync(new URL('../../matrix.yaml', import.meta.url), 'utf8');
const header = file({}, 'expectations:\n');

/** Each level holds nine of the level before it: 9^8 texts in 400 bytes. */
function makeAliasBomb(): string {
  const levels = Array.from('bcdefghi', (name, index) => {
    const below = `*${'abcdefgh'.charAt(index)}`;
    return `${name}: &${name} [${Array(9).fill(below).join(', ')}]\n`;
  });
  return `a: &a [${Array(9).fill('x').join(', ')}]\n${levels.join('')}`;
}

describe('hostile files', () => {
  test.each([
    ['an alias bomb', makeAliasBomb(), '1:1 cannot be read: Excessive alias count'],
    ['many aliases', `a: &a 1\nb: [${'*a, '.repeat(200)}]\n`, 'more than 100 aliases; write the values out'],
    ['an alias of nothing', 'a: *b\n', '1:4 unknown alias "*b"'],
    ['a list that holds itself', 'implementations: &a [*a]\n', '1:21 "implementations" must be a map'],
    ['a map that holds itself', 'implementations: &a\n  pion: *a\n', 'unknown key "pion"'],
    ['lists in lists', '['.repeat(100_000), 'not YAML: nested too deeply'],
    ['maps in maps', '{a: '.repeat(50_000), 'not YAML: nested too deeply'],
    ['a huge file', 'x'.repeat(LARGEST_FILE + 1), '1:1 is too large: 262145 characters, at most 262144'],
    ['a NUL', 'a: 1\nb: \0\n', '2:4 holds bytes that are not text; save it as UTF-8'],
    ['UTF-16', Buffer.from(ours, 'utf16le').toString('utf8'), 'holds bytes that are not text'],
    ['an executable', readFileSync(process.execPath).subarray(0, 4096).toString('utf8'), 'bytes that are not text'],
    ['the prototype as a key', '__proto__: {}\n', '1:1 a key must be plain text'],
    ['the prototype as a name', 'implementations:\n  __proto__: {}\n', '2:3 a key must be plain text'],
    ['the constructor as a name', 'implementations:\n  constructor: 1\n', '2:16 "constructor" must be a map'],
    ['a list as a key', '? [a]\n: b\n', '1:3 a key must be plain text'],
    ['a number as a key', '1: 2\n', '1:1 a key must be plain text'],
    ['a merge key', file({ '<<': '{a: 1}' }), '8:5 unknown key "<<"'],
    [
      'a braces bomb',
      `${header}  - {case: "${'{a,b}'.repeat(30)}", server: x, client: x, reason: x}\n`,
      'more than 256',
    ],
    [
      'a stars bomb',
      `${header}  - {case: "${'*a'.repeat(50)}", server: x, client: x, reason: x}\n`,
      'more than 4 stars',
    ],
    ['open braces', `${header}  - {case: "{a", server: x, client: x, reason: x}\n`, 'braces that do not pair up'],
    ['a regular expression', `${header}  - {case: "*(a|b)", server: x, client: x, reason: x}\n`, 'may hold only a-z'],
  ])('%s', (_, text, message) => {
    expect(errorsOf(text).join('\n')).toContain(message);
  });

  // Each took a pass over all others, or worse, in an earlier form: minutes instead of a second.
  test.each([
    ['keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join('')],
    ['names', `implementations:\n${Array.from({ length: 20_000 }, (_, index) => `  k${index}: 1\n`).join('')}`],
    ['expectations', `${header}${'  - {case: "*", server: "*", client: "*", reason: x}\n'.repeat(4_000)}`],
  ])('a great many %s', (_, text) => {
    expect(errorsOf(text)).toHaveLength(21);
  });

  test('messages hold no control characters, whatever the file holds', () => {
    const [error] = errorsOf(file({ '"\\e[31mred\\u009b\\u202e"': 'x' }));
    expect(error).toContain('unknown key "\\u001b[31mred\\u{9b}\\u{202e}"');
  });

  test('a damaged file of ours gives errors with places, or a matrix', () => {
    const random = createRandom(20_240_607);
    const pieces = [
      '\n',
      ' ',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a ',
      '*a ',
      '!',
      '|',
      '>',
      '#',
      '\t',
      '\0',
      '?',
      '%',
      '\uD800',
      'é',
    ];
    let refused = 0;
    for (let round = 0; round < 300; round += 1) {
      let text = ours;
      for (let damage = 0; damage <= random(4); damage += 1) {
        const at = random(text.length);
        text = text.slice(0, at) + (pieces[random(pieces.length)] ?? '') + text.slice(at + random(6));
      }
      const errors = errorsOf(text);
      if (errors.length > 0) refused += 1;
      for (const error of errors) expect(error).toMatch(/^matrix\.yaml:\d+:\d+ [^\n]+$/);
    }
    expect(refused).toBeGreaterThan(100);
  });
});

/** Park and Miller's minimal generator: the same damage in each run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}
