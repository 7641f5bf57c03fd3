import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { Collector } from './collector.ts';

function collect(numbers: readonly number[]): Collector {
  const collector = new Collector(numbers.length);
  for (const number of numbers) collector.add(Buffer.from(number.toString(16).padStart(8, '0'), 'hex'));
  return collector;
}

it('writes what came in order as one run, and breaks it where a number is lost, late or twice', () => {
  expect(collect([0, 1, 2, 3]).sum().order).toEqual([[0, 3]]);
  // The example of docs/peer-protocol.md: 3 lost, 5 late.
  expect(collect([0, 1, 2, 4, 6, 7, 5, 8, 9]).sum().order).toEqual([
    [0, 2],
    [4, 4],
    [6, 7],
    [5, 5],
    [8, 9],
  ]);
  expect(collect([0, 1, 1, 2]).sum().order).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

it('counts bytes of the encoded messages, texts, and digests all in their order', () => {
  const collector = new Collector(2);
  collector.add('é');
  collector.add(Buffer.from('ff', 'hex'));
  const digest = createHash('sha256').update(Buffer.from('c3a9ff', 'hex')).digest('hex');
  expect(collector.sum()).toEqual({ count: 2, bytes: 3, texts: 1, digest, order: [] });
});

it('reads the number of a text from its 8 hexadecimal digits', () => {
  const collector = new Collector(4);
  for (const text of ['0000000a, and more', '0000000b', '0000000', 'no number']) collector.add(text);
  expect(collector.sum().order).toEqual([[10, 11]]);
});

it('says once that all have come, and goes on counting', () => {
  const collector = new Collector(2);
  expect([collector.add(''), collector.add(''), collector.add('')]).toEqual([false, true, false]);
  expect(collector.sum().count).toBe(3);
});
