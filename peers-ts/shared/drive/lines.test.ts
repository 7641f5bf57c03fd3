import { expect, it } from 'vitest';
import { splitLines } from './lines.ts';

function split(chunks: readonly Buffer[]): (string | null)[] {
  const lines: (string | null)[] = [];
  const take = splitLines((line) => lines.push(line === null ? null : line.toString()));
  for (const chunk of chunks) take(chunk);
  return lines;
}

it('gives whole lines however they come, and keeps the rest back', () => {
  const whole = Buffer.from('one\ntwo é\n\nrest');
  expect(split([whole])).toEqual(['one', 'two é', '']);
  expect(split([...whole].map((byte) => Buffer.from([byte])))).toEqual(['one', 'two é', '']);
});

it('throws away a line that is too long, and takes the next', () => {
  const megabyte = Buffer.alloc(2 ** 20, 'x');
  expect(split([...Array.from({ length: 17 }, () => megabyte), Buffer.from('\nnext\n')])).toEqual([null, 'next']);
});
