import { describe, expect, test } from 'vitest';
import { matchesPattern, resolvePattern, splitList } from './name-pattern.ts';

const names = ['aiortc', 'pion', 'libdatachannel', 'libwebrtc'];

describe('a pattern over names', () => {
  test.each([
    ['pion', ['pion']],
    ['*', names],
    ['lib*', ['libdatachannel', 'libwebrtc']],
    ['*rtc', ['aiortc', 'libwebrtc']],
    ['*i*', names],
    ['{pion,aiortc}', ['aiortc', 'pion']],
    ['lib{webrtc,data*}', ['libdatachannel', 'libwebrtc']],
    ['pio{n}', ['pion']],
    ['{pi,li}*', ['pion', 'libdatachannel', 'libwebrtc']],
  ])('%s', (pattern, expected) => {
    const resolution = resolvePattern(pattern, { kind: 'server', names });
    expect(resolution.ok && names.filter((name) => resolution.names.has(name))).toEqual(expected);
    expect(names.filter((name) => matchesPattern(pattern, name))).toEqual(expected);
  });

  test.each(['pio', 'pion2', 'PION', 'p?on', '[p]ion', '!pion', '{pion', 'p{i{o}}n', '+(pion)', ''])(
    '"%s" means none of them',
    (pattern) => {
      expect(names.filter((name) => matchesPattern(pattern, name))).toEqual([]);
      expect(resolvePattern(pattern, { kind: 'server', names }).ok).toBe(false);
    },
  );
});

test.each([
  ['a', ['a']],
  ['a,b', ['a', 'b']],
  [' a , b ', ['a', 'b']],
  ['{a,b},c', ['{a,b}', 'c']],
  ['a,', ['a', '']],
  ['', ['']],
  ['}a,b', ['}a', 'b']],
])('the comma list "%s"', (text, parts) => {
  expect(splitList(text)).toEqual(parts);
});
