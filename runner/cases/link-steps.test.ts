import { describe, expect, it } from 'vitest';
import type { LinkDecision } from '../link/impair/impairment.ts';
import type { Rule } from '../link/impair/rules.ts';
import type { Network } from '../peers/driven/network.ts';
import { cut, expectDone, mend } from './link-steps.ts';

/** A link that remembers what it was asked for, and has done what it is said to have done. */
function makeLink(done: readonly LinkDecision[]): { readonly link: Network; readonly asked: (readonly Rule[])[] } {
  const asked: (readonly Rule[])[] = [];
  const link: Network = {
    openPath: () => Promise.reject(new Error('has no paths')),
    impair: (rules) => {
      asked.push(rules);
      return Promise.resolve();
    },
    decisions: () => Promise.resolve(done),
    dtlsBytes: () => Promise.resolve(0),
    stun: () => Promise.reject(new Error('has seen no checks')),
    certificates: () => Promise.resolve([]),
  };
  return { link, asked };
}

const dropped: LinkDecision = {
  rule: 'loss',
  did: 'dropped',
  path: 0,
  from: 'client',
  what: 'application-data',
  count: 1,
  which: [3],
};

describe('expectDone', () => {
  it('throws what is no verdict when the link has done nothing of the kind', async () => {
    await expect(expectDone(makeLink([]), 'dropped')).rejects.toThrow('the link has dropped nothing');
    await expect(expectDone(makeLink([dropped]), 'delayed')).rejects.toThrow('the link has delayed nothing');
  });

  it('is content with one packet', async () => {
    await expect(expectDone(makeLink([dropped]), 'dropped')).resolves.toBeUndefined();
    await expect(expectDone(makeLink([dropped]), 'dropped', { rule: 'loss', path: 0 })).resolves.toBeUndefined();
  });

  it('takes neither what another rule did for it, nor what was done on another path', async () => {
    const link = makeLink([dropped]);
    const words = 'the link has dropped nothing by the rule "cut"';
    await expect(expectDone(link, 'dropped', { rule: 'cut' })).rejects.toThrow(words);
    await expect(expectDone(link, 'dropped', { path: 1 })).rejects.toThrow('the link has dropped nothing');
  });
});

it('cuts by dropping all there is, and mends by no rule', async () => {
  const { link, asked } = makeLink([]);
  await cut({ link });
  await mend({ link });
  expect(asked).toEqual([[expect.objectContaining({ direction: 'both', kind: 'any', nth: 'all', do: 'drop' })], []]);
});
