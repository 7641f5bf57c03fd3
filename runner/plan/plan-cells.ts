/** Matrix and selection to the list of cells that are run. Pure. */
import type { Cell, Matrix, Role } from '../model.ts';
import { ConfigurationError } from '../load/configuration-error.ts';
import { resolvePattern, splitList } from '../load/name-pattern.ts';
import type { Candidates } from '../load/name-pattern.ts';
import { takeShard } from './shard.ts';
import type { Shard } from './shard.ts';

/**
 * What the command line asks for. Each entry of a list is a name, a pattern or a comma list of them, as typed;
 * an empty list restricts nothing (docs/decisions/0002-selection.md).
 */
export interface Selection {
  readonly cases: readonly string[];
  /** Nobody named them: what the engine has not is left out instead of broken. */
  readonly casesByDefault?: boolean;
  readonly servers: readonly string[];
  readonly clients: readonly string[];
  /** Restricts both sides. */
  readonly implementations: readonly string[];
  readonly shard?: Shard | null;
}

/**
 * The selected cells: case by case, then server, then client, each in matrix.yaml's (the catalogue's) order. Only a
 * shard may be empty: the other shards have the cells.
 * @throws ConfigurationError with a line for each entry that means nothing, or when no cell is left
 */
export function planCells(matrix: Matrix, selection: Selection): readonly Cell[] {
  const all = matrix.implementations.map(({ name }) => name);
  const taking = (role: Role) =>
    matrix.implementations.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
  const problems: string[] = [];
  const select = (flag: string, entries: readonly string[], candidates: Candidates): readonly string[] => {
    const selected = resolveEntries(entries, candidates);
    problems.push(...selected.problems.map((problem) => `${flag}: ${problem}`));
    return candidates.names.filter((name) => selected.names.has(name));
  };
  const cases = select('--case', selection.cases, { kind: 'case', names: matrix.cases.map(({ name }) => name) });
  const servers = select('--server', selection.servers, { kind: 'server', names: taking('server'), outside: all });
  const clients = select('--client', selection.clients, { kind: 'client', names: taking('client'), outside: all });
  const members = select('--implementation', selection.implementations, { kind: 'implementation', names: all });
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));

  const bothSides = new Set(members);
  const cells = cases.flatMap((case_) =>
    servers.flatMap((server) =>
      clients
        .filter((client) => bothSides.has(server) && bothSides.has(client))
        .map((client) => ({ case: case_, server, client })),
    ),
  );
  if (cells.length === 0) throw new ConfigurationError(explainEmpty(servers, clients, members));
  return selection.shard ? takeShard(cells, selection.shard) : cells;
}

function resolveEntries(
  entries: readonly string[],
  candidates: Candidates,
): { readonly names: ReadonlySet<string>; readonly problems: readonly string[] } {
  if (entries.length === 0) return { names: new Set(candidates.names), problems: [] };
  const names = new Set<string>();
  const problems: string[] = [];
  for (const text of entries.flatMap(splitList)) {
    // An unset variable of a script must not quietly mean everything.
    if (text === '') {
      problems.push(`an empty name; give a ${candidates.kind}, or leave the flag out`);
      continue;
    }
    const resolution = resolvePattern(text, candidates);
    if (!resolution.ok) problems.push(resolution.problem);
    else for (const name of resolution.names) names.add(name);
  }
  return { names, problems };
}

function explainEmpty(servers: readonly string[], clients: readonly string[], members: readonly string[]): string {
  const show = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
  return [
    'The selection leaves no cell: no server and client are both among the implementations.',
    `  servers: ${show(servers)}`,
    `  clients: ${show(clients)}`,
    `  implementations: ${show(members)}`,
    '--implementation restricts both sides; leave it out, or name the server and the client in it too.',
  ].join('\n');
}
