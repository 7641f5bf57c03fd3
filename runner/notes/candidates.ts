/** The candidates of a description (RFC 8445 section 5.1; RFC 8839 section 5.1). */
import { allLines, valuesOf } from './description.ts';
import { ruleOfEach } from './note.ts';

/** RFC 8839 section 5.1: the priority is "a positive integer between 1 and (2**31 - 1) inclusive". */
const HIGHEST_PRIORITY = 2 ** 31 - 1;

interface Candidate {
  readonly component: string;
  /** In lower case. */
  readonly transport: string;
  readonly port: string;
  readonly priority: number;
  readonly address: string;
  readonly type: string;
}

/**
 * RFC 8445 section 5.1.1.1: "Addresses from a loopback interface MUST NOT be included in the candidate addresses." Only
 * where there is another host candidate: a stack that has nothing else, or was told to use nothing else, is not meant.
 */
export const checkLoopback = ruleOfEach((description) => {
  const hosts = readCandidates(valuesOf(allLines(description), 'candidate')).filter(({ type }) => type === 'host');
  const loopback = hosts.filter(({ address }) => isLoopback(address));
  if (loopback.length === 0 || loopback.length === hosts.length) return [];
  const addresses = [...new Set(loopback.map(({ address }) => address))].sort().join(', ');
  const text = `Candidates at loopback addresses stand in the description: ${addresses}.`;
  return [{ rule: 'ice-loopback-candidate', reference: 'RFC 8445 section 5.1.1.1', text }];
});

export const checkPriorities = ruleOfEach((description) => {
  const wrong = readCandidates(valuesOf(allLines(description), 'candidate')).filter(
    ({ priority }) => priority < 1 || priority > HIGHEST_PRIORITY,
  );
  if (wrong.length === 0) return [];
  const text = 'A candidate in the description has a priority that is not between 1 and 2147483647.';
  return [{ rule: 'ice-candidate-priority', reference: 'RFC 8839 section 5.1', text }];
});

/**
 * RFC 8445 section 5.1.2: "Each candidate for a data stream MUST have a unique priority", whatever its component, address
 * family or transport. One that is written twice is one.
 */
export const checkUniquePriorities = ruleOfEach(({ sections }) => {
  if (!sections.some(({ lines }) => haveEqualPriorities(readCandidates(valuesOf(lines, 'candidate'))))) return [];
  const text = 'Several candidates of a section have the same priority.';
  return [{ rule: 'ice-equal-priorities', reference: 'RFC 8445 section 5.1.2', text }];
});

function haveEqualPriorities(candidates: readonly Candidate[]): boolean {
  const owners = new Map<number, string>();
  return candidates.some(({ priority, component, transport, address, port }) => {
    const owner = [component, transport, address, port].join(' ');
    const other = owners.get(priority) ?? owner;
    owners.set(priority, owner);
    return other !== owner;
  });
}

/** What cannot be read has a note by its grammar. */
function readCandidates(values: readonly string[]): Candidate[] {
  return values.flatMap((value) => {
    const found = /^\S+ (\d+) (\S+) (\d+) (\S+) (\d+) typ (\S+)/i.exec(value);
    if (found === null) return [];
    const [, component = '', transport = '', priority = '', address = '', port = '', type = ''] = found;
    return [{ component, transport: transport.toLowerCase(), priority: Number(priority), address, port, type }];
  });
}

function isLoopback(address: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(address) || address === '::1';
}
