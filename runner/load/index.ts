/** Loading as a run needs it: the file read, checked against the catalogue, `--with` applied. */
import { relative } from 'node:path';
import { catalogue } from '../cases/index.ts';
import type { Matrix } from '../model.ts';
import { ConfigurationError } from './configuration-error.ts';
import { formatDiagnostic } from './diagnostic.ts';
import { loadMatrix } from './load-matrix.ts';
import { applyOverrides } from './overrides.ts';
import { readMatrixFile } from './read-matrix-file.ts';
import { readPathKind } from './read-path-kind.ts';

/**
 * @param file matrix.yaml, absolute
 * @param specs what followed each `--with`; relative paths start at the working directory
 * @throws ConfigurationError, a line for each thing that is wrong
 */
export async function loadMatrixFor(file: string, specs: readonly string[]): Promise<Matrix> {
  const near = relative(process.cwd(), file);
  const shown = near === '' || near.startsWith('..') ? file : near;
  const { matrix, errors } = loadMatrix(await readMatrixFile(file), shown, catalogue);
  if (matrix === null) throw new ConfigurationError(errors.map(formatDiagnostic).join('\n'));
  return applyOverrides(matrix, specs, process.cwd(), readPathKind);
}
