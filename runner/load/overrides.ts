/** `--with NAME=SPEC`: another version of a stack, or packages from this machine, for one run. */
import { resolve } from 'node:path';
import type { Implementation, Matrix, Override } from '../model.ts';
import { ConfigurationError } from './configuration-error.ts';
import { quote, suggest } from './suggest.ts';

/** What lies at a path; null when nothing does. Passed in, so that this stays pure. */
export type LookAt = (absolutePath: string) => 'file' | 'folder' | null;

/** It goes into build arguments and package managers' command lines, hence no other characters. */
const VERSION = /^v?\d[\w.+~-]*$/;
const PACKAGE_ENDINGS = ['.whl', '.tgz', '.tar.gz', '.nupkg'];

/**
 * The matrix with each named implementation overridden.
 * @param specs what followed each `--with`
 * @param folder the working directory, absolute; relative paths start there
 * @throws ConfigurationError with a line for each spec that is wrong
 */
export function applyOverrides(matrix: Matrix, specs: readonly string[], folder: string, lookAt: LookAt): Matrix {
  const overrides = new Map<string, Override>();
  const problems: string[] = [];
  for (const spec of specs) {
    const outcome = readSpec(matrix, spec, folder, lookAt);
    if (typeof outcome === 'string') {
      problems.push(`--with ${quote(spec)}: ${outcome}`);
    } else if (overrides.has(outcome.name)) {
      problems.push(`--with ${quote(spec)}: ${quote(outcome.name)} is given twice; keep one`);
    } else {
      overrides.set(outcome.name, outcome.override);
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
  const swap = (implementation: Implementation): Implementation => ({
    ...implementation,
    override: overrides.get(implementation.name) ?? implementation.override,
  });
  return { ...matrix, implementations: matrix.implementations.map(swap) };
}

/** A problem is told as text. */
function readSpec(
  matrix: Matrix,
  spec: string,
  folder: string,
  lookAt: LookAt,
): { readonly name: string; readonly override: Override } | string {
  const equals = spec.indexOf('=');
  if (equals < 1 || equals === spec.length - 1) {
    return 'expected NAME=SPEC, such as pion=4.2.1 or pion=../my-branch';
  }
  const name = spec.slice(0, equals);
  const value = spec.slice(equals + 1);
  const implementation = matrix.implementations.find((candidate) => candidate.name === name);
  if (implementation === undefined) {
    const known = matrix.implementations.map((candidate) => candidate.name);
    return `unknown implementation ${quote(name)}${suggest(name, known)}`;
  }
  if (implementation.image?.kind === 'reference') {
    return `${quote(name)} is a foreign image, which is not built here; change its "reference" in matrix.yaml instead`;
  }
  const override = looksLikePath(value) ? readPath(value, folder, lookAt) : readVersion(value, folder, lookAt);
  return typeof override === 'string' ? override : { name, override };
}

function looksLikePath(value: string): boolean {
  return /[/\\]/.test(value) || value.startsWith('.') || hasPackageEnding(value);
}

function hasPackageEnding(path: string): boolean {
  return PACKAGE_ENDINGS.some((ending) => path.toLowerCase().endsWith(ending));
}

function readPath(value: string, folder: string, lookAt: LookAt): Override | string {
  const path = resolve(folder, value);
  const found = lookAt(path);
  if (found === null) {
    const mend = value.startsWith('~') ? 'the shell did not expand "~"; write the whole path' : 'check the path';
    return `there is no file or folder ${quotePath(path)}; ${mend}`;
  }
  if (found === 'file' && !hasPackageEnding(path)) {
    return `${quotePath(path)} is not a package; expected a folder or a file ending in ${PACKAGE_ENDINGS.join(', ')}`;
  }
  return { kind: 'packages', path };
}

function readVersion(value: string, folder: string, lookAt: LookAt): Override | string {
  if (VERSION.test(value)) return { kind: 'version', version: value };
  const problem = `${quote(value)} is neither a version (it would begin with a digit) nor a path (it would hold a "/")`;
  const isThere = lookAt(resolve(folder, value)) !== null;
  return isThere ? `${problem}; did you mean ${quote(`./${value}`)}?` : problem;
}

/** A path is never cut: the user has to find it. */
function quotePath(path: string): string {
  return JSON.stringify(path);
}
