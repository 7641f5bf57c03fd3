import { describe, expect, test } from 'vitest';
import { ConfigurationError } from './configuration-error.ts';
import { applyOverrides } from './overrides.ts';
import { file, implementation, matrixOf } from './test-matrix.ts';
import type { Override } from '../model.ts';

const matrix = matrixOf(file({}, implementation('werift') + implementation('foreign', { image: '{reference: x}' })));
const there: Readonly<Record<string, 'file' | 'folder'>> = {
  '/home/me/branch': 'folder',
  '/home/branch': 'folder',
  '/home/me/a=b': 'folder',
  '/home/me/x.tgz': 'file',
  '/home/me/X.NUPKG': 'file',
  '/home/me/readme.md': 'file',
  '/home/me/main': 'folder',
};

function override(specs: readonly string[]): Readonly<Record<string, Override | null>> {
  const { implementations } = applyOverrides(matrix, specs, '/home/me', (path) => there[path] ?? null);
  return Object.fromEntries(implementations.map((implementation) => [implementation.name, implementation.override]));
}

describe('--with', () => {
  test.each<[string, Override]>([
    ['pion=4.2.1', { kind: 'version', version: '4.2.1' }],
    ['pion=v4.2.1-beta.1+x', { kind: 'version', version: 'v4.2.1-beta.1+x' }],
    ['pion=./branch', { kind: 'packages', path: '/home/me/branch' }],
    ['pion=../branch', { kind: 'packages', path: '/home/branch' }],
    ['pion=/home/branch/', { kind: 'packages', path: '/home/branch' }],
    ['pion=./a=b', { kind: 'packages', path: '/home/me/a=b' }],
    ['pion=x.tgz', { kind: 'packages', path: '/home/me/x.tgz' }],
    ['pion=X.NUPKG', { kind: 'packages', path: '/home/me/X.NUPKG' }],
  ])('%s', (spec, expected) => {
    expect(override([spec])).toEqual({ pion: expected, werift: null, foreign: null });
  });

  test('several, and none', () => {
    expect(override(['pion=1', 'werift=2'])).toEqual({
      pion: { kind: 'version', version: '1' },
      werift: { kind: 'version', version: '2' },
      foreign: null,
    });
    expect(override([])).toEqual({ pion: null, werift: null, foreign: null });
  });

  test.each([
    ['pion', 'expected NAME=SPEC, such as pion=4.2.1'],
    ['=1', 'expected NAME=SPEC'],
    ['pion=', 'expected NAME=SPEC'],
    ['poin=1', 'unknown implementation "poin"; did you mean "pion"?'],
    ['foreign=1', '"foreign" is a foreign image, which is not built here; change its "reference"'],
    ['pion=./nowhere', 'there is no file or folder "/home/me/nowhere"; check the path'],
    ['pion=~/branch', 'the shell did not expand "~"; write the whole path'],
    ['pion=./readme.md', '"/home/me/readme.md" is not a package; expected a folder or a file ending in .whl'],
    [
      'pion=main',
      'neither a version (it would begin with a digit) nor a path (it would hold a "/"); did you mean "./main"?',
    ],
    ['pion=latest', '"latest" is neither a version'],
    ['pion=1 --index-url=x', 'is neither a version'],
    ['pion=1;reboot', 'is neither a version'],
    ['pion=$(reboot)', 'is neither a version'],
  ])('refuses %s', (spec, message) => {
    expect(() => override([spec])).toThrow(ConfigurationError);
    expect(() => override([spec])).toThrow(message);
  });

  test('names each bad spec in a line of its own', () => {
    expect(() => override(['x', 'pion=1', 'pion=2'])).toThrow(
      '--with "x": expected NAME=SPEC, such as pion=4.2.1 or pion=../my-branch\n--with "pion=2": "pion" is given twice; keep one',
    );
  });
});
