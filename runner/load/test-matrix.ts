/** Pieces of matrix.yaml for tests. */
import { dataChannelEcho } from '../cases/data-channel-echo.ts';
import { peerConnection } from '../cases/peer-connection.ts';
import { formatDiagnostic } from './diagnostic.ts';
import { loadMatrix } from './load-matrix.ts';
import type { Case, Matrix } from '../model.ts';

/** A catalogue that does not grow. */
const cases = [peerConnection, dataChannelEcho];

/** One implementation: its name and five lines, the last of them `image:` unless more are given. */
export function implementation(name: string, changes: Readonly<Record<string, string>> = {}): string {
  const keys: Readonly<Record<string, string>> = {
    version: '1.2.3',
    language: 'Go',
    homepage: 'https://example.org/',
    licence: 'MIT',
    image: `{folder: images/${name}}`,
    ...changes,
  };
  const lines = Object.entries(keys).map(([key, value]) => `    ${key}: ${value}\n`);
  return `  ${name}:\n${lines.join('')}`;
}

/** A whole file: `pion` with changes, on lines 2 to 7, then what follows. */
export function file(changes: Readonly<Record<string, string>> = {}, rest = ''): string {
  return `implementations:\n${implementation('pion', changes)}${rest}`;
}

export function errorsOf(text: string): readonly string[] {
  return loadMatrix(text, 'matrix.yaml', cases).errors.map(formatDiagnostic);
}

export function matrixOf(text: string, catalogue: readonly Case[] = cases): Matrix {
  const { matrix, errors } = loadMatrix(text, 'matrix.yaml', catalogue);
  if (matrix === null) throw new Error(errors.map(formatDiagnostic).join('\n'));
  return matrix;
}
