/** `npm run matrix -- list`: who takes part and which cases there are. */
import Table from 'cli-table3';
import { loadMatrixFor } from '../load/index.ts';
import type { Implementation } from '../model.ts';
import type { RunRequest } from '../run.ts';

/** A table that reads well in a terminal and stays easy to cut with other tools: no lines, no colours. */
const plain = {
  chars: Object.fromEntries(
    [
      'top',
      'top-mid',
      'top-left',
      'top-right',
      'bottom',
      'bottom-mid',
      'bottom-left',
      'bottom-right',
      'left',
      'left-mid',
      'mid',
      'mid-mid',
      'right',
      'right-mid',
      'middle',
    ].map((part) => [part, '']),
  ),
  style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
};

export async function listMatrix(request: RunRequest): Promise<number> {
  const { implementations, cases } = await loadMatrixFor(request.matrixFile, request.overrides);
  const who = new Table({ ...plain, head: ['IMPLEMENTATION', 'VERSION', 'LANGUAGE', 'ROLES', 'ENGINES', 'LICENCE'] });
  for (const implementation of implementations) {
    const { name, version, language, roles, licence } = implementation;
    who.push([name, version, language, roles.join(', '), enginesOf(implementation).join(', '), licence]);
  }
  const what = new Table({ ...plain, head: ['CASE', '', 'TITLE', 'REFERENCES', 'CONTRACT'] });
  for (const { name, abbreviation, title, spec, number } of cases)
    what.push([name, abbreviation, title, spec.join('; '), number === null ? 'script' : 'exit code, script']);
  process.stdout.write(`${who.toString()}\n\n${what.toString()}\n`);
  return 0;
}

function enginesOf({ image, npm }: Implementation): string[] {
  return [...(image === null ? [] : ['docker']), ...(npm === null ? [] : ['process'])];
}
