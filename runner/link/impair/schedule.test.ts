import { expect, it } from 'vitest';
import { applicationData } from './fixtures.ts';
import { createImpairment, type Decision } from './impairment.ts';
import type { Deed } from './rules.ts';
import { Schedule } from './schedule.ts';

const decide = (deed: Deed): Decision => {
  const rules = [{ direction: 'both', kind: 'any', nth: 'all', do: deed }] as const;
  return createImpairment(rules, 1).decide({ from: 'client', path: 0, bytes: applicationData(1) });
};
const untouched = createImpairment([], 1).decide({ from: 'client', path: 0, bytes: applicationData(1) });

const send = (schedule: Schedule, decision: Decision, deliver: () => void): string | null => {
  return schedule.send({ path: 0, from: 'client', bytes: 10, decision }, deliver);
};

it('delivers at once what has to wait for nothing, in every copy', () => {
  const schedule = new Schedule(() => performance.now());
  const delivered: string[] = [];
  send(schedule, untouched, () => delivered.push('plain'));
  send(schedule, decide('duplicate'), () => delivered.push('twin'));
  expect(delivered).toEqual(['plain', 'twin', 'twin']);
});

it('delivers the rest when its time has come, the earliest first', async () => {
  const schedule = new Schedule(() => performance.now());
  const delivered: string[] = [];
  await new Promise<void>((resolve) => {
    send(schedule, decide({ delayMs: 60 }), () => {
      delivered.push('last');
      resolve();
    });
    send(schedule, decide({ delayMs: 20 }), () => delivered.push('first'));
    send(schedule, decide({ hold: { packets: 9, ms: 40 } }), () => delivered.push('held'));
    send(schedule, untouched, () => delivered.push('prompt'));
  });
  expect(delivered).toEqual(['prompt', 'first', 'held', 'last']);
});

it('delivers nothing when it is closed, and says why', async () => {
  const schedule = new Schedule(() => performance.now());
  const delivered: string[] = [];
  send(schedule, decide({ delayMs: 5 }), () => delivered.push('late'));
  schedule.close();
  expect(send(schedule, untouched, () => delivered.push('plain'))).toBe('dropped: the cell is over');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(delivered).toEqual([]);
});
