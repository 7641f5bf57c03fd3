import { describe, expect, it } from 'vitest';
import { readAnswers } from './answers.ts';

const first = { id: 1, result: { cell: 7 } };
const second = { id: 2, result: {}, bytes: 5 };
const third = { id: 3, error: 'no cell 9' };
const written = Buffer.concat([
  Buffer.from(`${JSON.stringify(first)}\n${JSON.stringify(second)}\n`),
  // What looks like a line end or like an answer is neither.
  Buffer.from([10, 0xff, 123, 10, 0]),
  Buffer.from(`${JSON.stringify(third)}\n`),
]);

function read(chunks: readonly Buffer[]): [unknown, number[]][] {
  const taken: [unknown, number[]][] = [];
  const take = readAnswers((answer, raw) => taken.push([answer, [...raw]]));
  for (const chunk of chunks) take(chunk);
  return taken;
}

describe('readAnswers', () => {
  const whole: [unknown, number[]][] = [
    [first, []],
    [second, [10, 0xff, 123, 10, 0]],
    [third, []],
  ];

  it('takes lines, and raw bytes behind one that says so', () => {
    expect(read([written])).toEqual(whole);
  });

  it('takes them in pieces of any length', () => {
    for (let size = 1; size <= written.length; size += 1) {
      const chunks = Array.from({ length: Math.ceil(written.length / size) }, (_, index) =>
        written.subarray(index * size, (index + 1) * size),
      );
      expect(read(chunks)).toEqual(whole);
    }
  });

  it('says what is no answer', () => {
    expect(() => read([Buffer.from('hello\n')])).toThrow(SyntaxError);
  });
});
