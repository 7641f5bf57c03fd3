/**
 * Text to a YAML document that is safe to turn into values: one document, text keys, no key twice, no alias bomb.
 * The `yaml` package finds what is not YAML; what it lets through or finds too slowly is checked here.
 */
import { isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, YAMLError, YAMLWarning } from 'yaml';
import { quote } from './suggest.ts';

/** In characters. The file of a hundred implementations has a tenth of it. */
export const LARGEST_FILE = 256 * 1024;
const MOST_ALIASES = 100;
const MOST_SYNTAX_ERRORS = 3;

/** A remark about a place, as an offset into the text. */
export interface Remark {
  readonly offset: number;
  readonly message: string;
}

export interface ParsedYaml {
  /** Null when there are errors. */
  readonly parsed: { readonly document: Document; readonly value: unknown } | null;
  readonly lines: LineCounter;
  readonly errors: readonly Remark[];
}

export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const refuse = (errors: readonly Remark[]): ParsedYaml => ({ parsed: null, lines, errors });
  const unreadable = findUnreadable(text, lines);
  if (unreadable !== null) return refuse([unreadable]);

  // The package's own check of unique keys takes quadratic time: 20,000 keys cost it ten seconds.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  if (document.errors.length > 0) return refuse(explainSyntaxErrors(document.errors));
  const errors = [...document.warnings.map(explainWarning), ...checkNodes(document)];
  if (errors.length > 0) return refuse(errors);

  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { parsed: { document, value }, lines, errors: [] };
  } catch (error) {
    // Aliases of aliases of aliases: a few bytes that stand for gigabytes.
    const why = error instanceof Error ? error.message : 'unknown';
    return refuse([{ offset: 0, message: `cannot be read: ${why}; write the values out instead of using aliases` }]);
  }
}

function findUnreadable(text: string, lines: LineCounter): Remark | null {
  if (text.length > LARGEST_FILE) {
    const message = `is too large: ${text.length} characters, at most ${LARGEST_FILE} are read; is it the right file?`;
    return { offset: 0, message };
  }
  const offset = text.search(/[\0\uFFFD]/);
  if (offset < 0) return null;
  // No parser comes by to count them.
  lines.addNewLine(0);
  for (const end of text.slice(0, offset).matchAll(/\n/g)) lines.addNewLine(end.index + 1);
  return { offset, message: 'holds bytes that are not text; save it as UTF-8' };
}

/** The first few: each error of YAML's makes more of them further down. */
function explainSyntaxErrors(errors: readonly YAMLError[]): readonly Remark[] {
  const depth = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (depth !== undefined) return [explainSyntax(depth)];
  return errors.slice(0, MOST_SYNTAX_ERRORS).map(explainSyntax);
}

function explainSyntax(error: YAMLError): Remark {
  const why =
    error.code === 'RESOURCE_EXHAUSTION'
      ? 'nested too deeply'
      : error.code === 'MULTIPLE_DOCS'
        ? 'a second document begins here; keep one'
        : error.message.replace(/\s+/g, ' ');
  return { offset: error.pos[0], message: `not YAML: ${why}` };
}

/** A tag or directive that the package passes over: what it asks for would silently not be done. */
function explainWarning(warning: YAMLWarning): Remark {
  return { offset: warning.pos[0], message: `${warning.message.replace(/\s+/g, ' ')}; remove it` };
}

/** Keys that are not text or stand twice, aliases of nothing and too many aliases. */
function checkNodes(document: Document): readonly Remark[] {
  const errors: Remark[] = [];
  const anchors = new Set<string>();
  let aliases = 0;
  const noteAnchor = ({ anchor }: { readonly anchor?: string | undefined }): void => {
    if (anchor !== undefined) anchors.add(anchor);
  };
  visit(document, {
    Alias(_, { source, range }) {
      const offset = range?.[0] ?? 0;
      aliases += 1;
      if (!anchors.has(source)) errors.push({ offset, message: `unknown alias ${quote(`*${source}`)}` });
      if (aliases === MOST_ALIASES + 1) {
        errors.push({ offset, message: `more than ${MOST_ALIASES} aliases; write the values out` });
      }
    },
    Scalar(_, scalar) {
      noteAnchor(scalar);
    },
    Seq(_, list) {
      noteAnchor(list);
    },
    Map(_, map) {
      noteAnchor(map);
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
        // `__proto__` would vanish on its way through an object.
        if (!isScalar(key) || typeof key.value !== 'string' || key.value === '__proto__') {
          errors.push({ offset, message: 'a key must be plain text; write a word, or put it in quotes' });
        } else if (seen.has(key.value)) {
          errors.push({ offset, message: `duplicate key ${quote(key.value)}; remove one of the two` });
        } else {
          seen.add(key.value);
        }
      }
    },
  });
  return errors;
}
