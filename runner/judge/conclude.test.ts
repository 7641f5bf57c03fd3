import { describe, expect, it } from 'vitest';
import type { Judgement } from '../model.ts';
import { conclude, type Judged } from './conclude.ts';

const passed: Judgement = { verdict: 'passed', reason: null, blame: null, stage: null };
const failed: Judgement = { verdict: 'failed', reason: 'client: no answer', blame: 'client', stage: 'DTLS' };
const otherwise: Judgement = { verdict: 'failed', reason: 'server: no echo', blame: 'server', stage: 'SCTP' };

const linked = (judgement: Judgement): Judged => ({ judgement, direct: false });
const bare = (judgement: Judgement): Judged => ({ judgement, direct: true });

describe('attempts through the link', () => {
  it('are decided by the last one', () => {
    expect(conclude([linked(failed), linked(passed)])).toEqual(passed);
    expect(conclude([linked(passed), linked(failed)])).toEqual(failed);
    expect(conclude([linked(failed)])).toEqual(failed);
  });

  it('that end well on the bare path only are nobody else’s fault that could be proved', () => {
    expect(conclude([linked(otherwise), linked(failed), bare(passed)])).toEqual({
      verdict: 'broken',
      reason: 'it passes on the bare path, so the link may be at fault; through the link: client: no answer',
      blame: 'link',
      stage: 'DTLS',
    });
  });

  it('keep their own blame and stage where the bare path fails too, and the reason says how it did', () => {
    expect(conclude([linked(failed), bare(failed)])).toEqual({
      ...failed,
      reason: 'client: no answer (on the bare path: the same)',
    });
    expect(conclude([linked(failed), bare(otherwise)])).toEqual({
      ...failed,
      reason: 'client: no answer (on the bare path: failed: server: no echo)',
    });
  });
});

describe('attempts on the bare path alone', () => {
  it('are decided by the last one: nothing went through the link', () => {
    expect(conclude([bare(failed), bare(passed)])).toEqual(passed);
    expect(conclude([bare(failed)])).toEqual(failed);
  });
});

describe('no attempt', () => {
  it('is an error of the runner', () => {
    expect(() => conclude([])).toThrow('a cell without an attempt');
  });
});
