import { describe, expect, test } from 'vitest';
import { exitStatus } from './exit-status.ts';

const judged = (interrupted: boolean, ...cells: [verdict: string, expected: boolean][]) => ({
  run: { interrupted },
  cells: cells.map(([verdict, expected]) => ({ verdict, expected })),
});

describe('exitStatus', () => {
  test('is 0 when every cell is as expected, a known failure included', () => {
    expect(exitStatus(judged(false, ['passed', true], ['failed', true], ['unsupported', true]))).toBe(0);
  });
  test('is 1 for a new failure and for a known failure that passes', () => {
    expect(exitStatus(judged(false, ['passed', true], ['failed', false]))).toBe(1);
    expect(exitStatus(judged(false, ['passed', false]))).toBe(1);
  });
  test('is 3 when nothing but broken cells is wrong', () => {
    expect(exitStatus(judged(false, ['passed', true], ['broken', false]))).toBe(3);
  });
  test('is 3 for a broken cell even where a plan calls it expected', () => {
    expect(exitStatus(judged(false, ['broken', true]))).toBe(3);
  });
  test('is 1 when a cell is broken and another unexpected', () => {
    expect(exitStatus(judged(false, ['broken', false], ['failed', false]))).toBe(1);
  });
  test('is 130 when interrupted, whatever else happened', () => {
    expect(exitStatus(judged(true, ['failed', false], ['broken', false]))).toBe(130);
  });
  test('is 0 for no cells', () => {
    expect(exitStatus(judged(false))).toBe(0);
  });
});
