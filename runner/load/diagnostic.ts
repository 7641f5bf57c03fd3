/** A remark about one place in a configuration file. */
export interface Diagnostic {
  /** The file as the user named it. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units as editors do. */
  readonly column: number;
  /** One line, without the place. */
  readonly message: string;
}

/** `matrix.yaml:12:5 unknown key "verison"; did you mean "version"?` */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  return `${formatPosition(diagnostic)} ${diagnostic.message}`;
}

/** `matrix.yaml:12:5` */
export function formatPosition(diagnostic: Pick<Diagnostic, 'path' | 'line' | 'column'>): string {
  return `${diagnostic.path}:${diagnostic.line}:${diagnostic.column}`;
}
