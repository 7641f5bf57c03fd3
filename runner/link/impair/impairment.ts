/** Decides what happens to each packet: by rules, repeatable by a seed. Nothing here knows the time. */
import { draw } from './draw.ts';
import { createLedger, nameDeed, type LinkDecision } from './ledger.ts';
import { createMemory, type Memory, type Sighting } from './memory.ts';
import type { PassingPacket } from './packet.ts';
import { checkRule, defaultHold, describeRule, type Hold, type Rate, type Rule } from './rules.ts';

export type { LinkDecision } from './ledger.ts';

export interface Decision {
  readonly action: 'pass' | 'drop';
  readonly delayMs: number;
  /** It may not overtake what was delayed before it: for a delay with jitter. */
  readonly inOrder: boolean;
  /** How often it is sent: 1, or more when it was duplicated. 0 for a drop. */
  readonly copies: number;
  readonly hold: Hold | null;
  readonly rate: Rate | null;
  /** `dropped by rule: loss`; for a capture's comment. Null when no rule applied. */
  readonly why: string | null;
}

export interface Impairment {
  /** A pure function of seed, rules, path, direction, what the packet is and how often that was seen. */
  decide(packet: PassingPacket): Decision;
  /** Other rules from now on, for all paths; what was seen is counted anew. Throws for a rule that cannot be. */
  setRules(rules: readonly Rule[]): void;
  /** What was done so far, under all rules there were; bounded. */
  decisions(): readonly LinkDecision[];
}

interface ActiveRule {
  readonly index: number;
  readonly rule: Rule;
  readonly label: string;
  /** Differs between rules and between seeds. */
  readonly salt: string;
}

const untouched: Decision = {
  action: 'pass',
  delayMs: 0,
  inOrder: false,
  copies: 1,
  hold: null,
  rate: null,
  why: null,
};

/** @param seed any number: the same one gives the same decisions */
export function createImpairment(rules: readonly Rule[], seed: number): Impairment {
  const ledger = createLedger();
  let active: readonly ActiveRule[] = [];
  let memory: Memory = createMemory([]);
  const setRules = (changed: readonly Rule[]): void => {
    changed.forEach(checkRule);
    active = changed.map((rule, index) => {
      return { index, rule, label: describeRule(rule), salt: `${seed}/${index}/${JSON.stringify(rule)}` };
    });
    memory = createMemory(changed);
  };
  setRules(rules);
  return {
    setRules,
    decide(packet) {
      if (active.length === 0) return untouched;
      const sighting = memory.see(packet);
      const chosen = active.filter(({ index, rule, salt }) => isChosen(rule, index, salt, sighting));
      // What is dropped is not delayed as well.
      const drop = chosen.find(({ rule }) => rule.do === 'drop');
      let decision = untouched;
      for (const one of drop === undefined ? chosen : [drop]) {
        decision = apply(one, decision, draw(~sighting.saltOf(one.index, one.salt), sighting.nth));
        ledger.note(one.label, one.rule.do, packet.path, packet.from, sighting);
      }
      return decision;
    },
    decisions: () => ledger.list(),
  };
}

function isChosen({ nth, probability = 1 }: Rule, index: number, salt: string, sighting: Sighting): boolean {
  if (!sighting.matches(index)) return false;
  if (typeof nth === 'number' && sighting.countOf(index) !== nth) return false;
  if (nth === 'each once' && !sighting.isNew(index)) return false;
  return probability === 1 || draw(sighting.saltOf(index, salt), sighting.nth) < probability;
}

/** @param chance 0 to 1, for jitter */
function apply({ rule: { do: deed }, label }: ActiveRule, before: Decision, chance: number): Decision {
  const said = `${nameDeed(deed)} by rule: ${label}`;
  const why = before.why === null ? said : `${before.why}; ${said}`;
  if (deed === 'drop') return { ...before, action: 'drop', copies: 0, why };
  if (deed === 'duplicate') return { ...before, copies: before.copies + 1, why };
  if (deed === 'hold') return { ...before, hold: defaultHold, why };
  if ('hold' in deed) return { ...before, hold: deed.hold, why };
  if ('kbitPerSecond' in deed) return { ...before, rate: deed, why };
  const { delayMs, jitterMs = 0 } = deed;
  const late = Math.max(0, delayMs + jitterMs * (2 * chance - 1));
  return { ...before, delayMs: before.delayMs + late, inOrder: before.inOrder || jitterMs > 0, why };
}
