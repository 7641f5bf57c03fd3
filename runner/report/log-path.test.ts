import { expect, test } from 'vitest';
import { attemptPath, safeSegment, staysInside } from './log-path.ts';

test('a log lies where the documents say', () => {
  const cell = { case: 'data-channel-echo', server: 'pion', client: 'werift' };
  expect(attemptPath(cell, 1, 'client.log')).toBe('logs/data-channel-echo/pion_werift/attempt-1-client.log');
});

const ODD = [
  '../../etc',
  '..',
  '.',
  '',
  '/etc/passwd',
  'a/b',
  'a\\b',
  'C:',
  'a b',
  '日本',
  'x'.repeat(5000),
  '\0',
  '-r',
  'Pion',
  'a.',
];

test.each(ODD)('the name %j stays inside, in 80 characters of a portable kind', (name) => {
  expect(safeSegment(name)).toMatch(/^[a-z0-9=][A-Za-z0-9=.-]{0,79}$/u);
  expect(staysInside(attemptPath({ case: name, server: name, client: name }, 1, 'server.log'))).toBe(true);
});

test('different cells never share a file, where case is ignored either', () => {
  const names = [...ODD, 'pion', 'a_b', 'a', 'b', 'b_', '_b', 'x'.repeat(5001), '=', '=5F'];
  const pairs = names.flatMap((server) => names.map((client) => ({ case: 'c', server, client })));
  const paths = pairs.map((cell) => attemptPath(cell, 1, 'client.log').toLowerCase());
  expect(new Set(paths).size).toBe(pairs.length);
});

test.each(['', '../x', 'a/../b', '/a', 'a//b', 'a/.', 'a\\..\\b', 'C:x', 'a\0b'])('%j does not stay inside', (path) => {
  expect(staysInside(path)).toBe(false);
});
