import { describe, expect, test } from 'vitest';
import { formatBytes, formatDuration, makeLine, makeVisible } from './text.ts';

describe('makeVisible', () => {
  test.each([
    ['colours go', '\u001b[31;1mred\u001b[0m', 'red'],
    ['cursor moves go', 'a\u001b[2J\u001b[10;10Hb', 'ab'],
    ['a title or link goes with its content', 'a\u001b]0;evil\u0007b\u001b]8;;http://x\u001b\\c', 'abc'],
    ['an unfinished string does not swallow the log', 'a\u001b]0;: what follows\nb', 'a;: what follows\nb'],
    ['controls become pictures', 'a\u0000b\u0008c\u007f', 'a␀b␈c␡'],
    ['C1 becomes code points', '\u0085', '<U+0085>'],
    ['bidi overrides become code points', 'a\u202eb\u2066c', 'a<U+202E>b<U+2066>c'],
    ['line separators become code points', 'a\u2028b', 'a<U+2028>b'],
    ['a lone surrogate becomes a code point', 'a\ud800b', 'a<U+D800>b'],
    ['a pair of surrogates stays', '😀', '😀'],
    ['tab and line feed stay, carriage returns become line feeds', 'a\tb\r\nc\rd\n', 'a\tb\nc\nd\n'],
  ])('%s', (_name, text, expected) => {
    expect(makeVisible(text)).toBe(expected);
  });
  test('makeLine gives one line', () => {
    expect(makeLine(' a\r\n\tb\u001b[0m  c ')).toBe('a b c');
  });
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [999.6, '1000 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 0 s'],
  [3_599_400, '59 min 59 s'],
  [3_600_000, '1 h 0 min'],
])('formatDuration(%d)', (milliseconds, expected) => {
  expect(formatDuration(milliseconds)).toBe(expected);
});

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [104_857_600, '100 MiB'],
])('formatBytes(%d)', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});
