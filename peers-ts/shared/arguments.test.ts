import { describe, expect, test } from 'vitest';
import { parseCommand, UsageError } from './arguments.ts';

const url = 'http://server:8080/offer';

describe('call', () => {
  test('takes a URL and the defaults of the contract', () => {
    const expected = { kind: 'call', url: new URL(url), testcase: 'peer-connection', timeoutMs: 20_000, waitMs: 0 };
    expect(parseCommand(['call', url], {})).toEqual(expected);
    expect(parseCommand(['call', url], { TESTCASE: '', TIMEOUT_MS: '', WAIT_MS: '' })).toEqual(expected);
  });

  test('takes its case and times from the environment', () => {
    const environment = { TESTCASE: 'data-channel-echo', TIMEOUT_MS: '18000', WAIT_MS: '60000' };
    expect(parseCommand(['call', url], environment)).toMatchObject({
      testcase: 'data-channel-echo',
      timeoutMs: 18_000,
      waitMs: 60_000,
    });
  });

  test.each([
    ['0', 'peer-connection'],
    ['1', 'data-channel-echo'],
    ['7', '7'],
  ])("takes upstream's test number %s as case %s, whatever the environment says", (number, testcase) => {
    const command = parseCommand(['call', '-t', number, '-s', url], { TESTCASE: 'other' });
    expect(command).toMatchObject({ url: new URL(url), testcase });
  });
});

test('serve takes a port from the environment, 8080 by default', () => {
  expect(parseCommand(['serve'], {})).toEqual({ kind: 'serve', port: 8080 });
  expect(parseCommand(['serve'], { PORT: '0' })).toEqual({ kind: 'serve', port: 0 });
});

test.each([
  { words: [], environment: {}, message: 'unknown command ""' },
  { words: ['dance'], environment: {}, message: 'unknown command "dance"' },
  { words: ['drive', 'x'], environment: {}, message: 'drive takes no arguments' },
  { words: ['serve', 'x'], environment: {}, message: 'serve takes no arguments' },
  { words: ['serve'], environment: { PORT: '65536' }, message: 'PORT must be a whole number from 0 to 65535' },
  { words: ['call'], environment: {}, message: 'call takes one URL, found 0' },
  { words: ['call', url, url], environment: {}, message: 'call takes one URL, found 2' },
  { words: ['call', 'server:8080'], environment: {}, message: 'begins with http://' },
  { words: ['call', '-x', url], environment: {}, message: "'-x'" },
  { words: ['call', url], environment: { TIMEOUT_MS: '20s' }, message: 'TIMEOUT_MS must be a whole number' },
])('refuses $words $environment: $message', ({ words, environment, message }) => {
  const parse = () => parseCommand(words, environment);
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(message);
});
