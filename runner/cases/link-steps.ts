/** Steps with the link: what it is asked to do, and whether it really did it. */
import type { LinkDecision } from '../link/impair/impairment.ts';
import type { Rule } from '../link/impair/rules.ts';
import type { World } from '../peers/driven/world.ts';

type Linked = Pick<World, 'link'>;

/** Nothing passes any more. */
const CUT: readonly Rule[] = [{ name: 'cut', direction: 'both', kind: 'any', nth: 'all', do: 'drop' }];

export async function cut({ link }: Linked): Promise<void> {
  await link.impair(CUT);
}

/** Everything passes again. */
export async function mend({ link }: Linked): Promise<void> {
  await link.impair([]);
}

/** Which of its deeds: all that are not said may be any. */
interface Deed {
  /** The rule's name. */
  readonly rule?: string;
  /** The number of the path. */
  readonly path?: number | null;
}

/**
 * So that a case never passes because nothing happened.
 * @throws Error when the link did none of it: a defect of ours, and no verdict about anybody
 */
export async function expectDone({ link }: Linked, did: LinkDecision['did'], { rule, path }: Deed = {}): Promise<void> {
  const decisions = await link.decisions();
  const isMeant = (one: LinkDecision): boolean =>
    one.did === did && (rule === undefined || one.rule === rule) && (path === undefined || one.path === path);
  if (decisions.some(isMeant)) return;
  throw new Error(`the link has ${did} nothing${rule === undefined ? '' : ` by the rule "${rule}"`}`);
}
