import { expect, it } from 'vitest';
import { createImpairment, type Decision } from './impairment.ts';
import { createQueue, type Queue } from './queue.ts';
import type { Deed } from './rules.ts';

const decide = (deed: Deed | null): Decision => {
  const rules = deed === null ? [] : [{ direction: 'both', kind: 'any', nth: 'all', do: deed } as const];
  return createImpairment(rules, 1).decide({ from: 'client', path: 0, bytes: Buffer.from([23]) });
};

const push = (queue: Queue<string>, item: string, deed: Deed | null, nowMs: number, bytes = 100): string | null => {
  return queue.push({ item, bytes, path: 0, from: 'client', decision: decide(deed) }, nowMs);
};

it('lets go what has to wait for nothing at once, in the order of arrival', () => {
  const queue = createQueue<string>();
  for (const item of ['a', 'b', 'c']) push(queue, item, null, 5);
  expect(queue.nextAtMs()).toBe(5);
  expect(queue.takeDue(5)).toEqual(['a', 'b', 'c']);
  expect(queue.nextAtMs()).toBeNull();
});

it('delays, and lets others overtake', () => {
  const queue = createQueue<string>();
  push(queue, 'late', { delayMs: 300 }, 0);
  push(queue, 'prompt', null, 10);
  expect(queue.takeDue(299.9)).toEqual(['prompt']);
  expect(queue.nextAtMs()).toBe(300);
  expect(queue.takeDue(300)).toEqual(['late']);
});

it('keeps the order under jitter', () => {
  const queue = createQueue<number>();
  const rules = [{ direction: 'both', kind: 'any', nth: 'all', do: { delayMs: 50, jitterMs: 50 } }] as const;
  const impairment = createImpairment(rules, 7);
  const delays = new Set<number>();
  for (let item = 0; item < 200; item += 1) {
    const decision = impairment.decide({ from: 'client', path: 0, bytes: Buffer.from([23]) });
    delays.add(decision.delayMs);
    queue.push({ item, bytes: 1, path: 0, from: 'client', decision }, item);
  }
  expect(delays.size).toBeGreaterThan(190);
  expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(90);
  expect(queue.takeDue(1000)).toEqual(Array.from({ length: 200 }, (_, index) => index));
});

it('sends a duplicated packet twice', () => {
  const queue = createQueue<string>();
  push(queue, 'twin', 'duplicate', 0);
  expect(queue.size).toBe(2);
  expect(queue.takeDue(0)).toEqual(['twin', 'twin']);
});

it('holds a packet back until later ones have gone', () => {
  const queue = createQueue<string>();
  push(queue, 'held', { hold: { packets: 2, ms: 1000 } }, 0);
  push(queue, 'one', null, 1);
  expect(queue.takeDue(1)).toEqual(['one']);
  push(queue, 'two', null, 2);
  expect(queue.takeDue(2)).toEqual(['two', 'held']);
  expect(queue.nextAtMs()).toBeNull();
});

it('holds a packet back no longer than its time, when nothing follows', () => {
  const queue = createQueue<string>();
  push(queue, 'held', 'hold', 0);
  expect(queue.nextAtMs()).toBe(1000);
  expect(queue.takeDue(999)).toEqual([]);
  expect(queue.takeDue(1000)).toEqual(['held']);
  expect(queue.size).toBe(0);
});

it('holds back for packets of the same direction only', () => {
  const queue = createQueue<string>();
  push(queue, 'held', { hold: { packets: 1, ms: 1000 } }, 0);
  queue.push({ item: 'other', bytes: 1, path: 0, from: 'server', decision: decide(null) }, 1);
  queue.push({ item: 'elsewhere', bytes: 1, path: 1, from: 'client', decision: decide(null) }, 1);
  expect(queue.takeDue(1)).toEqual(['other', 'elsewhere']);
});

it('sends as fast as the line is, and drops what finds too much waiting', () => {
  const queue = createQueue<number>();
  const sent: number[] = [];
  let refused = 0;
  // 1,000 bytes with 28 of headers at 256 kbit/s: 32.125 ms each. One arrives every 10 ms.
  for (let item = 0; item < 300; item += 1) {
    const decision = decide({ kbitPerSecond: 256, queueMs: 200 });
    if (queue.push({ item, bytes: 1000, path: 0, from: 'client', decision }, item * 10) !== null) refused += 1;
    sent.push(...queue.takeDue(item * 10));
  }
  // 2,990 ms of line are 93 packets.
  expect(sent.length).toBe(93);
  expect(sent).toEqual([...sent].sort((a, b) => a - b));
  expect(queue.size).toBeLessThanOrEqual(7);
  expect(sent.length + queue.size + refused).toBe(300);
});

it('takes no more than its limit, and takes again when there is room', () => {
  const queue = createQueue<string>(10_000);
  for (let item = 0; item < 100; item += 1) push(queue, 'x', { delayMs: 60_000 }, 0, 872);
  expect(queue.size).toBe(10);
  expect(push(queue, 'x', { delayMs: 1 }, 0, 872)).toBe('dropped: 10000 bytes are waiting in the link');
  expect(queue.takeDue(60_000)).toHaveLength(10);
  expect(push(queue, 'x', null, 60_000, 872)).toBeNull();
});
