/** What has been seen on each path in each direction, within a bound: what the decisions are keyed by. */
import type { Role } from '../../model.ts';
import { hash } from './draw.ts';
import { identify } from './identify.ts';
import type { DtlsRoles, Identity, PassingPacket } from './packet.ts';
import type { Rule } from './rules.ts';

/** One packet, as the rules look at it. */
export interface Sighting {
  /** What it is; `rest` when there were too many different things. */
  readonly what: string;
  /** How often that was seen on this path in this direction, with this one: from 1. */
  readonly nth: number;
  /** Whether the rule with this index is about it, but for which and how likely. */
  readonly matches: (rule: number) => boolean;
  /** How many the rule was about, with this one. */
  readonly countOf: (rule: number) => number;
  /** Whether it carries something that the rule is about and that was never seen before. */
  readonly isNew: (rule: number) => boolean;
  /** A hash of a rule's salt, the path, the direction and `what`. */
  readonly saltOf: (rule: number, salt: string) => number;
}

export interface Memory {
  /** The answer is good until the next call. */
  see(packet: PassingPacket): Sighting;
}

interface Seen {
  count: number;
  /** By rule. */
  readonly salts: number[];
}

interface Lane {
  readonly name: string;
  readonly whats: Map<string, Seen>;
  readonly ids: Set<string>;
  readonly counts: number[];
}

/** A handshake has some dozens; whoever sends more is hostile. */
const maxWhats = 1024;
const rest = 'rest';

export function createMemory(rules: readonly Rule[]): Memory {
  const lanes = new Map<string, Lane>();
  const roles = new Map<number, DtlsRoles>();
  return {
    see({ path, from, bytes }) {
      const identity = identify(
        bytes,
        from,
        getOrAdd(roles, path, () => ({ client: null })),
      );
      const lane = getOrAdd(lanes, `${path}/${from}`, () => createLane(`${path}/${from}`, rules.length));
      const what = lane.whats.has(identity.what) || lane.whats.size < maxWhats ? identity.what : rest;
      const seen = getOrAdd(lane.whats, what, () => ({ count: 0, salts: [] }));
      seen.count += 1;
      const matching = rules.map((rule) => isAbout(rule, from, identity));
      const fresh = matching.map((matches, index) => matches && hasNewPart(rules[index], identity, lane));
      matching.forEach((matches, index) => {
        if (matches) lane.counts[index] = (lane.counts[index] ?? 0) + 1;
      });
      for (const { id } of identity.parts) if (lane.ids.size < maxWhats) lane.ids.add(id);
      return {
        what,
        nth: seen.count,
        matches: (rule) => matching[rule] === true,
        countOf: (rule) => lane.counts[rule] ?? 0,
        isNew: (rule) => fresh[rule] === true,
        saltOf: (rule, salt) => (seen.salts[rule] ??= hash(`${salt}/${lane.name}/${what}`)),
      };
    },
  };
}

function createLane(name: string, rules: number): Lane {
  return { name, whats: new Map(), ids: new Set(), counts: new Array<number>(rules).fill(0) };
}

function isAbout({ direction, kind }: Rule, from: Role, { parts }: Identity): boolean {
  return (direction === 'both' || direction === from) && parts.some(({ kinds }) => kinds.has(kind));
}

function hasNewPart(rule: Rule | undefined, { parts }: Identity, { ids }: Lane): boolean {
  if (rule?.nth !== 'each once') return false;
  // When the bound is reached nothing is new any more: the packets of a flood pass.
  return ids.size < maxWhats && parts.some(({ id, kinds }) => kinds.has(rule.kind) && !ids.has(id));
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}
