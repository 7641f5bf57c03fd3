/** What must hold in matrix.yaml beyond its shape. Pure: the file's values in, findings out. */
import type { Case, Role } from '../model.ts';
import type { Finding } from './explain-issue.ts';
import type { Path } from './locate.ts';
import { resolvePattern } from './name-pattern.ts';
import type { MatrixFile } from './schema.ts';
import { quote, suggest } from './suggest.ts';

const PLACEHOLDERS = ['{url}', '{case}', '{number}'];

export function checkRules(file: MatrixFile, cases: readonly Case[]): readonly Finding[] {
  return [...checkImplementations(file), ...checkExpectations(file, cases)];
}

function checkImplementations(file: MatrixFile): readonly Finding[] {
  const findings: Finding[] = [];
  const entries = Object.entries(file.implementations);
  if (entries.length === 0) findings.push(on(['implementations'], '"implementations" is empty; name at least one'));
  for (const [name, { image, npm, roles }] of entries) {
    const path = ['implementations', name];
    if (image === undefined && npm === undefined) {
      findings.push(on(path, `${quote(name)} has neither "image" nor "npm"; say how it is to be run`));
    }
    if (new Set(roles).size < roles.length) {
      findings.push(on([...path, 'roles'], `"roles" of ${quote(name)} names a role twice; keep one`));
    }
    if (image !== undefined && 'reference' in image) {
      findings.push(...checkClientCommand(image.client, [...path, 'image', 'client']));
    }
  }
  return findings;
}

function checkClientCommand(command: readonly string[], path: Path): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [index, word] of command.entries()) {
    // `${NAME}` belongs to a shell.
    for (const [placeholder] of word.matchAll(/(?<!\$)\{\w+\}/g)) {
      if (PLACEHOLDERS.includes(placeholder)) continue;
      const message = `unknown placeholder ${quote(placeholder)}${suggest(placeholder, PLACEHOLDERS)}`;
      findings.push({ place: { path: [...path, index], on: 'value' }, message });
    }
  }
  if (findings.length === 0 && !command.some((word) => word.includes('{url}'))) {
    findings.push(on(path, '"client" has no "{url}"; without it the client cannot know its server'));
  }
  return findings;
}

/** The cells that a line of expectations means: all combinations of these names. */
interface Reach {
  readonly cases: ReadonlySet<string>;
  readonly servers: ReadonlySet<string>;
  readonly clients: ReadonlySet<string>;
}

function checkExpectations(file: MatrixFile, cases: readonly Case[]): readonly Finding[] {
  const findings: Finding[] = [];
  const all = Object.keys(file.implementations);
  const taking = (role: Role) => all.filter((name) => file.implementations[name]?.roles.includes(role));
  const candidates = {
    case: { kind: 'case', names: cases.map(({ name }) => name) },
    server: { kind: 'server', names: taking('server'), outside: all },
    client: { kind: 'client', names: taking('client'), outside: all },
  };
  const earlier: { readonly number: number; readonly reach: Reach }[] = [];
  for (const [index, line] of (file.expectations ?? []).entries()) {
    const resolve = (key: 'case' | 'server' | 'client'): ReadonlySet<string> => {
      const resolution = resolvePattern(line[key], candidates[key]);
      if (resolution.ok) return resolution.names;
      const message = `expectation matches no cell: ${resolution.problem}`;
      findings.push({ place: { path: ['expectations', index, key], on: 'value' }, message });
      return new Set();
    };
    const reach = { cases: resolve('case'), servers: resolve('server'), clients: resolve('client') };
    const twin = earlier.find((other) => overlaps(other.reach, reach));
    if (twin !== undefined) {
      const cell = nameCommonCell(twin.reach, reach);
      const message = `duplicate expectation: entry ${twin.number} already covers ${cell}; make one of them narrower`;
      findings.push({ place: { path: ['expectations', index], on: 'value' }, message });
    }
    earlier.push({ number: index + 1, reach });
  }
  return findings;
}

function overlaps(a: Reach, b: Reach): boolean {
  return meet(a.cases, b.cases) !== null && meet(a.servers, b.servers) !== null && meet(a.clients, b.clients) !== null;
}

function nameCommonCell(a: Reach, b: Reach): string {
  return `${meet(a.cases, b.cases)}, server ${meet(a.servers, b.servers)}, client ${meet(a.clients, b.clients)}`;
}

/** The first name in both sets. */
function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): string | null {
  for (const name of a) if (b.has(name)) return name;
  return null;
}

function on(path: Path, message: string): Finding {
  return { place: { path, on: 'key' }, message };
}
