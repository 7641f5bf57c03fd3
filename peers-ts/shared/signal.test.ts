import { expect, test } from 'vitest';
import { Signal } from './signal.ts';

test('resolves at once for what holds already', async () => {
  await new Signal().until(() => true);
});

test('looks again at every fire, and no more once it holds', async () => {
  const signal = new Signal();
  let looks = 0;
  const waiting = signal.until(() => ++looks === 3);
  signal.fire();
  signal.fire();
  await waiting;
  signal.fire();
  expect(looks).toBe(3);
});

test('rejects with what the condition throws, and lets the others wait on', async () => {
  const signal = new Signal();
  let over = false;
  const failing = signal.until(() => {
    if (over) throw new Error('closed');
    return false;
  });
  const other = signal.until(() => over);
  over = true;
  signal.fire();
  await expect(failing).rejects.toThrow('closed');
  await other;
});
