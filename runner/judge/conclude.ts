/** The attempts of a cell -> its verdict. Pure. */
import type { Judgement } from '../model.ts';

export interface Judged {
  readonly judgement: Judgement;
  /** Made on the bare path, beside attempts through the link. */
  readonly direct: boolean;
}

/**
 * The last attempt decides. One on the bare path that follows attempts through the link only says whether the link
 * changes anything: what passes without it is no stack's fault that we could prove.
 * @param attempts in their order, at least one
 */
export function conclude(attempts: readonly Judged[]): Judgement {
  const last = attempts.at(-1);
  if (last === undefined) throw new Error('a cell without an attempt');
  const through = attempts.filter(({ direct }) => !direct).at(-1);
  if (!last.direct || through === undefined) return last.judgement;
  const { verdict, reason } = last.judgement;
  const before = through.judgement;
  if (verdict === 'passed') {
    return {
      verdict: 'broken',
      reason: `it passes on the bare path, so the link may be at fault; through the link: ${before.reason ?? before.verdict}`,
      blame: 'link',
      stage: before.stage,
    };
  }
  const words =
    verdict === before.verdict && reason === before.reason ? 'the same' : `${verdict}: ${reason ?? 'no reason'}`;
  return { ...before, reason: `${before.reason ?? before.verdict} (on the bare path: ${words})` };
}
