import { describe, expect, test } from 'vitest';
import type { Expectation, Verdict } from '../model.ts';
import { isExpected, matchExpectation } from './expectations.ts';

function line(server: string, client: string, verdict: Expectation['verdict'] = 'failed'): Expectation {
  const position = 'matrix.yaml:1:1';
  return { case: 'data-*', server, client, verdict, sometimes: false, reason: 'x', link: null, position };
}

describe('the expectation of a cell', () => {
  const lines = [line('pion', '*'), line('{aiortc,werift}', 'pion')];
  test.each([
    ['data-channel-echo', 'pion', 'werift', lines[0]],
    ['data-channel-echo', 'werift', 'pion', lines[1]],
    ['data-channel-echo', 'werift', 'aiortc', null],
    ['data-channel-echo', 'pion2', 'pion', null],
    ['peer-connection', 'pion', 'werift', null],
  ])('%s, server %s, client %s', (name, server, client, expected) => {
    expect(matchExpectation(lines, { case: name, server, client })).toBe(expected);
  });
});

describe('a verdict is as expected', () => {
  const failed = line('*', '*', 'failed');
  const unsupported = line('*', '*', 'unsupported');
  const race = { ...failed, sometimes: true };
  test.each<[Verdict, Expectation | null, boolean]>([
    ['passed', null, true],
    ['passed', failed, false],
    ['passed', unsupported, false],
    ['passed', race, true],
    ['failed', race, true],
    ['unsupported', race, false],
    ['failed', null, false],
    ['failed', failed, true],
    ['failed', unsupported, false],
    ['unsupported', null, false],
    ['unsupported', failed, false],
    ['unsupported', unsupported, true],
    ['broken', null, false],
    ['broken', failed, false],
    ['broken', unsupported, false],
  ])('%s', (verdict, expectation, expected) => {
    expect(isExpected(verdict, expectation)).toBe(expected);
  });
});
