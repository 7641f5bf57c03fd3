import { expect, it } from 'vitest';
import { untilNominated } from './consent-lost.ts';

/** A side whose nominations the link has passed on so often, one number for each time that it is asked; the last stays. */
function sideWith(...delivered: number[]) {
  return { delivered };
}

function makeWorld() {
  const waits: number[] = [];
  return {
    waits,
    checksOf: ({ delivered }: { delivered: number[] }) =>
      Promise.resolve({ useCandidate: { delivered: (delivered.length > 1 ? delivered.shift() : delivered[0]) ?? 0 } }),
    elapse: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
}

it('goes on at once when a nomination has passed, whoever sent it', async () => {
  for (const sides of [
    [sideWith(1), sideWith(0)],
    [sideWith(0), sideWith(2)],
  ]) {
    const world = makeWorld();
    await untilNominated(world, sides);
    expect(world.waits).toEqual([]);
  }
});

it('waits for a nomination that comes late, so that the path is not cut before it', async () => {
  const world = makeWorld();
  await untilNominated(world, [sideWith(0, 0, 0, 1), sideWith(0)]);
  expect(world.waits).toHaveLength(3);
});

it('waits longer than the 2 s after which libjuice nominates, and not for ever', async () => {
  const world = makeWorld();
  await untilNominated(world, [sideWith(0), sideWith(0)]);
  const waited = world.waits.reduce((sum, ms) => sum + ms, 0);
  expect(waited).toBeGreaterThan(2_000);
  expect(waited).toBeLessThan(10_000);
});
