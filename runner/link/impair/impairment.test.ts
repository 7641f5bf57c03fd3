import { expect, it } from 'vitest';
import type { Role } from '../../model.ts';
import { alert, applicationData, changeCipherSpec, finished, handshake, stun } from './fixtures.ts';
import { createImpairment, type Impairment } from './impairment.ts';
import type { Rule } from './rules.ts';

/** The packets of a full handshake, a datagram a message, by sender. */
const flights: readonly (readonly [Role, readonly Buffer[]])[] = [
  ['client', [handshake(1, 0)]],
  ['server', [handshake(3, 0)]],
  ['client', [handshake(1, 1)]],
  ['server', [handshake(2, 1), handshake(11, 2), handshake(12, 3), handshake(13, 4), handshake(14, 5)]],
  ['client', [handshake(11, 2), handshake(16, 3), handshake(15, 4), changeCipherSpec, finished]],
  ['server', [changeCipherSpec, finished]],
];

const actions = (impairment: Impairment, from: Role, packets: readonly Buffer[], path = 0): string[] => {
  return packets.map((bytes) => impairment.decide({ from, path, bytes }).action);
};

const rule = (changes: Partial<Rule>): Rule => ({ direction: 'both', kind: 'any', nth: 'all', do: 'drop', ...changes });
const loss = rule({ name: 'loss', probability: 0.1 });

it('passes everything without rules', () => {
  const decision = createImpairment([], 1).decide({ from: 'client', path: 0, bytes: applicationData(5) });
  expect(decision).toEqual({
    action: 'pass',
    delayMs: 0,
    inOrder: false,
    copies: 1,
    hold: null,
    rate: null,
    why: null,
  });
});

it('drops as often as asked for, evenly', () => {
  const impairment = createImpairment([loss], 42);
  const dropped: number[] = [];
  for (let nth = 0; nth < 100_000; nth += 1) {
    if (actions(impairment, 'client', [applicationData(9)])[0] === 'drop') dropped.push(nth);
  }
  // Five standard deviations of a binomial distribution: sqrt(n p (1 - p)) is 95.
  expect(Math.abs(dropped.length - 10_000)).toBeLessThan(475);
  for (let part = 0; part < 10; part += 1) {
    const inPart = dropped.filter((nth) => Math.floor(nth / 10_000) === part).length;
    expect(Math.abs(inPart - 1000)).toBeLessThan(150);
  }
  // Losses know nothing of each other: a hundredth of all are two in a row.
  const pairs = dropped.filter((nth, index) => dropped[index + 1] === nth + 1).length;
  expect(Math.abs(pairs - 1000)).toBeLessThan(160);
});

it('decides the same again with the same seed, whatever else is on the path and when', () => {
  const send = (impairment: Impairment, mixIn: (nth: number) => readonly (readonly [Role, Buffer])[]): string[] => {
    return Array.from({ length: 2000 }, (_, nth) => {
      for (const [from, bytes] of mixIn(nth)) impairment.decide({ from, path: 0, bytes });
      return actions(impairment, 'client', [applicationData(7)])[0] ?? '';
    });
  };
  const alone = send(createImpairment([loss], 5), () => []);
  const disturbed = send(createImpairment([loss], 5), (nth) => [
    ...(nth % 3 === 0 ? ([['client', stun(0x0001)]] as const) : []),
    ...(nth % 7 < 2 ? ([['client', handshake(1, 0)]] as const) : []),
    ['server', applicationData(7)],
  ]);
  expect(disturbed).toEqual(alone);
  expect(send(createImpairment([loss], 6), () => [])).not.toEqual(alone);
});

it('decides apart for each path, direction and rule', () => {
  const drops = (path: number, from: Role, rules = [loss]): string => {
    const impairment = createImpairment(rules, 5);
    return Array.from({ length: 500 }, () => actions(impairment, from, [applicationData(7)], path)).join();
  };
  const other = rule({ name: 'another', probability: 0.1 });
  const all = [drops(0, 'client'), drops(1, 'client'), drops(0, 'server'), drops(0, 'client', [other])];
  expect(new Set(all).size).toBe(4);
});

it('drops each message once and lets its retransmission pass, however it is packed', () => {
  const impairment = createImpairment([rule({ kind: 'dtls:handshake', nth: 'each once' })], 1);
  for (const [from, packets] of flights) {
    expect(actions(impairment, from, packets)).toEqual(packets.map(() => 'drop'));
    expect(actions(impairment, from, [Buffer.concat(packets)])).toEqual(['pass']);
  }
  expect(actions(impairment, 'client', [applicationData(1), stun(0x0001)])).toEqual(['pass', 'pass']);
});

it.each([1, 2, 3, 4, 5, 6] as const)('drops flight %i alone, in whichever direction it goes', (wanted) => {
  const impairment = createImpairment([rule({ kind: `dtls:flight-${wanted}`, nth: 'each once' })], 1);
  const found = flights.map(([from, packets]) => new Set(actions(impairment, from, packets)));
  expect(found).toEqual(flights.map((_, index) => new Set([index + 1 === wanted ? 'drop' : 'pass'])));
});

it('knows the flights when the server is the DTLS client', () => {
  const impairment = createImpairment([rule({ direction: 'server', kind: 'dtls:flight-5' })], 1);
  const swap = { client: 'server', server: 'client' } as const;
  const found = flights.map(([from, packets]) => actions(impairment, swap[from], packets).includes('drop'));
  expect(found).toEqual([false, false, false, false, true, false]);
});

it('finds the n-th packet of a kind in a direction', () => {
  const impairment = createImpairment([rule({ direction: 'server', kind: 'application-data', nth: 2 })], 1);
  expect(actions(impairment, 'client', [applicationData(1), applicationData(1)])).toEqual(['pass', 'pass']);
  expect(actions(impairment, 'server', [applicationData(1), alert, applicationData(1), applicationData(1)])).toEqual([
    'pass',
    'pass',
    'drop',
    'pass',
  ]);
});

it('adds up what several rules do, and says all of it', () => {
  const impairment = createImpairment(
    [
      rule({ name: 'far', do: { delayMs: 300 } }),
      rule({ name: 'twice', do: 'duplicate' }),
      rule({ name: 'back', kind: 'stun', do: 'hold' }),
      rule({ name: 'narrow', do: { kbitPerSecond: 256 } }),
    ],
    1,
  );
  expect(impairment.decide({ from: 'client', path: 0, bytes: applicationData(1) })).toMatchObject({
    action: 'pass',
    delayMs: 300,
    copies: 2,
    hold: null,
    rate: { kbitPerSecond: 256 },
    why: 'delayed by rule: far; duplicated by rule: twice; narrowed by rule: narrow',
  });
  expect(impairment.decide({ from: 'client', path: 0, bytes: stun(0x0101) }).hold).toEqual({ packets: 2, ms: 1000 });
});

it('cuts and mends by other rules, and tells in the end what it did', () => {
  const impairment = createImpairment([], 1);
  impairment.setRules([rule({ name: 'cut' })]);
  expect(actions(impairment, 'client', [applicationData(1), applicationData(1), stun(0x0001)])).toEqual([
    'drop',
    'drop',
    'drop',
  ]);
  impairment.setRules([]);
  expect(actions(impairment, 'client', [applicationData(1)])).toEqual(['pass']);
  const cut = { rule: 'cut', did: 'dropped', path: 0, from: 'client' };
  expect(impairment.decisions()).toEqual([
    { ...cut, what: 'application-data', count: 2, which: [1, 2] },
    { ...cut, what: 'stun:binding-request', count: 1, which: [1] },
  ]);
});

it('bears a flood of packets that are all different', () => {
  const impairment = createImpairment([rule({ kind: 'dtls:handshake', nth: 'each once' }), loss], 1);
  for (let sequence = 0; sequence < 20_000; sequence += 1) actions(impairment, 'client', [handshake(1, sequence)]);
  const decisions = impairment.decisions();
  expect(decisions.length).toBeLessThanOrEqual(1000);
  expect(Math.max(...decisions.map(({ which }) => which.length))).toBeLessThanOrEqual(100);
});

it.each([
  [{ kind: 'dtls:Hello' }, 'there is no kind "dtls:Hello"'],
  [{ nth: 0 }, 'nth is none of'],
  [{ probability: 10 }, 'probability is not above 0'],
  [{ direction: 'up' }, 'direction is none of'],
  [{ do: { delayMs: -1 } }, 'do is none of'],
  [{ do: 'explode' }, 'do is none of'],
])('refuses a rule that can never apply: %j', (changes, reason) => {
  const wrong = JSON.stringify([{ ...rule({}), ...changes }]);
  expect(() => createImpairment(JSON.parse(wrong) as Rule[], 1)).toThrow(reason);
});
