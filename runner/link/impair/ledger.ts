/** What was done to which packets, summed up by rule and packet, within a bound: for the report. */
import type { Role } from '../../model.ts';
import type { Sighting } from './memory.ts';
import type { Deed } from './rules.ts';

/** `loss`: dropped the server's `application-data` number 3, 17 and 20. */
export interface LinkDecision {
  /** The rule's name or its description. */
  readonly rule: string;
  readonly did: 'dropped' | 'duplicated' | 'held back' | 'delayed' | 'narrowed';
  readonly path: number;
  readonly from: Role;
  /** What the packets are: the STUN type, or the DTLS messages in the datagram with their numbers. */
  readonly what: string;
  /** How many. */
  readonly count: number;
  /** Which of those that are the same, from 1: the first 100. */
  readonly which: readonly number[];
}

export interface Ledger {
  note(rule: string, deed: Deed, path: number, from: Role, sighting: Pick<Sighting, 'what' | 'nth'>): void;
  list(): readonly LinkDecision[];
}

interface Line extends LinkDecision {
  count: number;
  readonly which: number[];
}

const maxLines = 1000;
const maxWhich = 100;

export function createLedger(): Ledger {
  const lines = new Map<string, Line>();
  return {
    note(rule, deed, path, from, { what, nth }) {
      const did = nameDeed(deed);
      const key = `${path}/${from}/${what}/${did}/${rule}`;
      let line = lines.get(key);
      if (line === undefined) {
        if (lines.size >= maxLines) return;
        line = { rule, did, path, from, what, count: 0, which: [] };
        lines.set(key, line);
      }
      line.count += 1;
      if (line.which.length < maxWhich) line.which.push(nth);
    },
    list: () => [...lines.values()].map((line) => ({ ...line, which: [...line.which] })),
  };
}

export function nameDeed(deed: Deed): LinkDecision['did'] {
  if (deed === 'drop') return 'dropped';
  if (deed === 'duplicate') return 'duplicated';
  if (deed === 'hold' || 'hold' in deed) return 'held back';
  return 'delayMs' in deed ? 'delayed' : 'narrowed';
}
