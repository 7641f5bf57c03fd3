import { expect, it } from 'vitest';
import { casesToLeaveOut } from './left-out-cases.ts';

const catalogue = [
  { name: 'plain' },
  { name: 'lossy', needsLink: true },
  { name: 'relayed', needsTurn: ['udp'] },
  { name: 'not-planned', needsLink: true, needsTurn: ['tls'] },
] as const;
const planned = ['plain', 'lossy', 'relayed'].map((name) => ({ case: name, server: 'a', client: 'b' }));
const has = { direct: false, byDefault: true, withoutTurn: false };

it('leaves nothing out where everything is there', () => {
  expect(casesToLeaveOut(planned, catalogue, has)).toEqual([]);
});

it('leaves out what needs the link in a run without it, named or not', () => {
  for (const byDefault of [true, false]) {
    const leftOut = casesToLeaveOut(planned, catalogue, { ...has, byDefault, direct: true });
    expect(leftOut).toEqual([{ names: ['lossy'], why: 'needs the link' }]);
  }
});

it('leaves out what needs a TURN server only where nobody named it', () => {
  const without = { ...has, withoutTurn: true };
  const [one, ...others] = casesToLeaveOut(planned, catalogue, without);
  expect([one?.names, others]).toEqual([['relayed'], []]);
  expect(casesToLeaveOut(planned, catalogue, { ...without, byDefault: false })).toEqual([]);
  expect(casesToLeaveOut(planned, catalogue, { ...without, direct: true })).toHaveLength(2);
});
