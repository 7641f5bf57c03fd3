import { InvalidArgumentError } from 'commander';
import { expect, it } from 'vitest';
import { gather, parseCount, parseDuration } from './flags.ts';

it.each([
  ['20s', 20_000],
  ['1500ms', 1_500],
  ['2m', 120_000],
  ['1.5s', 1_500],
  ['7', 7_000],
])('reads the duration %s as %i ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(['', 'abc', '-1s', '0', '0.1ms', '20 s x', '25h', '90000000s', '1e3s'])('refuses the duration "%s"', (text) => {
  expect(() => parseDuration(text)).toThrow(InvalidArgumentError);
});

it.each(['', '-1', '1.5', '11', 'x', ' 1'])('refuses the count "%s" between 0 and 10', (text) => {
  expect(() => parseCount(0, 10)(text)).toThrow('from 0 to 10');
});

it('takes counts at both ends', () => {
  expect([parseCount(0, 10)('0'), parseCount(0, 10)('10')]).toEqual([0, 10]);
});

it('gathers repeated flags in their order', () => {
  expect(gather('b,c', gather('a'))).toEqual(['a', 'b,c']);
});
