/** matrix.yaml, text to Matrix, in three steps: schema, defaults, rules. Reads no file. */
import type { Case, Expectation, Implementation, Matrix } from '../model.ts';
import { formatPosition } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import { explainIssue } from './explain-issue.ts';
import type { Finding } from './explain-issue.ts';
import { findOffset } from './locate.ts';
import type { Place } from './locate.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Remark } from './parse-yaml.ts';
import { checkRules } from './rules.ts';
import { matrixSchema } from './schema.ts';
import type { MatrixFile } from './schema.ts';

/** More would hide the first, which is often the cause of the rest. */
const MOST_ERRORS = 20;
/** So many are put in order, to keep a hostile file from costing minutes. */
const MOST_FINDINGS = 200;

export type LoadedMatrix =
  | { readonly matrix: Matrix; readonly errors: readonly [] }
  | { readonly matrix: null; readonly errors: readonly Diagnostic[] };

/**
 * @param text the file's content
 * @param path the file's name for messages; it is not opened
 * @param cases the catalogue; expectations are held against it
 * @returns errors in the order of the text, 20 at most; never throws
 */
export function loadMatrix(text: string, path: string, cases: readonly Case[]): LoadedMatrix {
  const { parsed, lines, errors } = parseYaml(text);
  const place = (remark: Remark): Diagnostic => {
    const { line, col } = lines.linePos(remark.offset);
    // Before the first line is known (a file that is not even read), all is at its beginning.
    return { path, line: Math.max(line, 1), column: Math.max(col, 1), message: remark.message };
  };
  const fail = (remarks: readonly Remark[]): LoadedMatrix => {
    const sorted = remarks.toSorted((a, b) => a.offset - b.offset);
    const kept = sorted.slice(0, MOST_ERRORS);
    const rest = sorted[MOST_ERRORS];
    if (rest !== undefined) {
      kept.push({ offset: rest.offset, message: 'and more errors from here on; mend those above first' });
    }
    return { matrix: null, errors: kept.map(place) };
  };
  if (parsed === null) return fail(errors);
  if (parsed.value === null) {
    return fail([{ offset: 0, message: 'is empty; it needs at least "implementations:"' }]);
  }
  const offsetOf = (at: Place) => findOffset(parsed.document, at);
  const toRemark = (finding: Finding): Remark => ({ offset: offsetOf(finding.place), message: finding.message });

  const shaped = matrixSchema.safeParse(parsed.value);
  if (!shaped.success) {
    const issues = shaped.error.issues.slice(0, MOST_FINDINGS);
    const findings = issues.flatMap((issue) => explainIssue(issue, parsed.document));
    return fail(findings.slice(0, MOST_FINDINGS).map(toRemark));
  }
  const findings = checkRules(shaped.data, cases);
  if (findings.length > 0) return fail(findings.slice(0, MOST_FINDINGS).map(toRemark));

  const positionOf = (at: Place) => formatPosition(place({ offset: offsetOf(at), message: '' }));
  return { matrix: assemble(shaped.data, cases, positionOf), errors: [] };
}

function assemble(file: MatrixFile, cases: readonly Case[], positionOf: (place: Place) => string): Matrix {
  return {
    implementations: Object.entries(file.implementations).map(([name, entry]) => ({
      name,
      version: entry.version,
      language: entry.language,
      homepage: entry.homepage,
      licence: entry.licence,
      roles: entry.roles,
      image: assembleImage(entry.image),
      npm: entry.npm ?? null,
      override: null,
    })),
    cases,
    expectations: (file.expectations ?? []).map((entry, index): Expectation => ({
      ...entry,
      reason: entry.reason.replace(/\s+/g, ' '),
      link: entry.link ?? null,
      position: positionOf({ path: ['expectations', index], on: 'value' }),
    })),
  };
}

function assembleImage(image: MatrixFile['implementations'][string]['image']): Implementation['image'] {
  if (image === undefined) return null;
  return 'folder' in image
    ? { kind: 'folder', ...image, target: image.target ?? null }
    : { kind: 'reference', ...image, server: image.server ?? null };
}
