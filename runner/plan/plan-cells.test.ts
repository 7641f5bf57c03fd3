import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../load/configuration-error.ts';
import { file, implementation, matrixOf } from '../load/test-matrix.ts';
import { planCells } from './plan-cells.ts';
import type { Selection } from './plan-cells.ts';
import { parseShard, takeShard } from './shard.ts';

/** `browser` is only a client. */
const matrix = matrixOf(file({}, implementation('aiortc') + implementation('browser', { roles: '[client]' })));
const everything: Selection = { cases: [], servers: [], clients: [], implementations: [] };

function plan(selection: Partial<Selection>): readonly string[] {
  const cells = planCells(matrix, { ...everything, ...selection });
  return cells.map((cell) => `${cell.case.charAt(0)} ${cell.server} ${cell.client}`);
}

describe('the plan', () => {
  test('is all cells: case by case, then server, then client, in the order of matrix.yaml; roles are kept to', () => {
    expect(plan({})).toEqual([
      'p pion pion',
      'p pion aiortc',
      'p pion browser',
      'p aiortc pion',
      'p aiortc aiortc',
      'p aiortc browser',
      'd pion pion',
      'd pion aiortc',
      'd pion browser',
      'd aiortc pion',
      'd aiortc aiortc',
      'd aiortc browser',
    ]);
  });

  test.each<[string, Partial<Selection>, string[]]>([
    [
      'a case and a server',
      { cases: ['peer-connection'], servers: ['aiortc'] },
      ['p aiortc pion', 'p aiortc aiortc', 'p aiortc browser'],
    ],
    [
      'a client',
      { clients: ['browser'] },
      ['p pion browser', 'p aiortc browser', 'd pion browser', 'd aiortc browser'],
    ],
    ['one implementation: with itself', { implementations: ['pion'] }, ['p pion pion', 'd pion pion']],
    [
      'two implementations, with the other and with themselves',
      { cases: ['peer-*'], implementations: ['browser', 'pion'] },
      ['p pion pion', 'p pion browser'],
    ],
    [
      'a comma list, out of order and twice',
      { cases: ['peer*'], servers: ['aiortc,pion', 'pion'], clients: ['pion'] },
      ['p pion pion', 'p aiortc pion'],
    ],
    [
      'a pattern with a comma',
      { cases: ['peer*'], servers: ['pion'], clients: ['{aiortc,bro*},pion'] },
      ['p pion pion', 'p pion aiortc', 'p pion browser'],
    ],
    [
      'both sides and one side',
      { cases: ['peer*'], servers: ['pion'], implementations: ['pion,aiortc'] },
      ['p pion pion', 'p pion aiortc'],
    ],
  ])('of %s', (_, selection, expected) => {
    expect(plan(selection)).toEqual(expected);
  });

  test.each<[string, Partial<Selection>, string]>([
    [
      'an unknown case',
      { cases: ['peer-conection'] },
      '--case: unknown case "peer-conection"; did you mean "peer-connection"?',
    ],
    ['an unknown server', { servers: ['pionn'] }, '--server: unknown server "pionn"; did you mean "pion"?'],
    [
      'a capital',
      { implementations: ['Pion'] },
      '--implementation: unknown implementation "Pion"; did you mean "pion"?',
    ],
    ['a server that is only a client', { servers: ['browser'] }, '--server: "browser" does not take part as server'],
    [
      'a pattern that matches nothing',
      { clients: ['x*'] },
      '--client: pattern "x*" matches no client; known: pion, aiortc, browser',
    ],
    ['an empty name', { clients: [''] }, '--client: an empty name; give a client, or leave the flag out'],
    ['a comma too many', { clients: ['pion,'] }, '--client: an empty name'],
    [
      'several mistakes',
      { cases: ['x'], clients: ['y,z'] },
      '--case: unknown case "x"; known: peer-connection, data-channel-echo\n--client: unknown client "y"; known: pion, aiortc, browser\n--client: unknown client "z"',
    ],
    [
      'flags that exclude each other',
      { servers: ['pion'], implementations: ['aiortc'] },
      'The selection leaves no cell',
    ],
    ['a client without any server', { implementations: ['browser'] }, 'The selection leaves no cell'],
  ])('refuses %s', (_, selection, message) => {
    expect(() => plan(selection)).toThrow(ConfigurationError);
    expect(() => plan(selection)).toThrow(message);
  });
});

describe('shards', () => {
  test.each([1, 2, 3, 5, 12, 13])('%i of them are the whole, without overlap and nearly equal', (count) => {
    const shards = Array.from({ length: count }, (_, index) => plan({ shard: { index: index + 1, count } }));
    expect(shards.flat().toSorted()).toEqual(plan({}).toSorted());
    const sizes = shards.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  test('keep the order', () => {
    expect(takeShard([1, 2, 3, 4, 5], { index: 2, count: 2 })).toEqual([2, 4]);
  });

  test('are written INDEX/COUNT', () => {
    expect(parseShard('2/5')).toEqual({ index: 2, count: 5 });
    expect(parseShard('5/5')).toEqual({ index: 5, count: 5 });
  });

  test.each(['', '2', '0/5', '6/5', '1/0', '-1/5', '1.5/5', 'a/b', '1/5/2', ' 1/5', '1/99999', '1e1/20'])(
    'not "%s"',
    (text) => {
      expect(() => parseShard(text)).toThrow(ConfigurationError);
      expect(() => parseShard(text)).toThrow('expected INDEX/COUNT with INDEX from 1 to COUNT, such as 2/5');
    },
  );
});
