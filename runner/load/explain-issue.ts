/** What the schema found, in sentences for the author of matrix.yaml. */
import { isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node } from 'yaml';
import type { z } from 'zod';
import { findNode } from './locate.ts';
import type { Path, Place } from './locate.ts';
import {
  expectationSchema,
  folderImageSchema,
  implementationSchema,
  matrixSchema,
  npmSchema,
  referenceImageSchema,
} from './schema.ts';
import { findNearest, quote, suggest } from './suggest.ts';

/** One thing that is wrong, and where. */
export interface Finding {
  readonly place: Place;
  readonly message: string;
}

/** An issue may say several things (each unknown key is one). `base` is the path of an enclosing union. */
export function explainIssue(issue: z.core.$ZodIssue, document: Document, base: Path = []): readonly Finding[] {
  const path = [...base, ...issue.path.filter((step) => typeof step !== 'symbol')];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        place: { path: [...path, key], on: 'key' },
        message: `unknown key ${quote(key)}${suggest(key, listKnownKeys(path, document))}`,
      }));
    case 'invalid_type':
      return isMisspelt(path, document) ? [] : [explainType(issue.expected, path, document)];
    case 'invalid_value':
      return [explainChoice(issue.values.map(String), path, document)];
    case 'invalid_union':
      return explainImage(issue, path, document);
    case 'invalid_key': {
      const rule = issue.issues[0]?.message ?? 'something else';
      return [{ place: { path, on: 'key' }, message: `${nameOf(path)} must be ${rule}` }];
    }
    default: {
      const message = `${nameOf(path)} must be ${issue.message}${describe(findNode(document, path))}`;
      return [{ place: { path, on: 'value' }, message }];
    }
  }
}

/** An image is of one kind or the other; only what is wrong with the meant kind is of use. */
function explainImage(issue: z.core.$ZodIssueInvalidUnion, path: Path, document: Document): readonly Finding[] {
  const node = findNode(document, path);
  const place: Place = { path, on: 'key' };
  if (!isMap(node)) return [explainType('object', path, document)];
  if (node.has('folder') && node.has('reference')) {
    return [{ place, message: '"image" has both "folder" and "reference"; keep one' }];
  }
  if (!node.has('folder') && !node.has('reference')) {
    const foreign = node.items.find(({ key }) => isScalar(key) && /^(fold|ref)/i.test(String(key.value)));
    const hint = foreign === undefined ? '' : `, not ${quote(String(foreign.key))}`;
    return [{ place, message: `"image" needs "folder" (built here) or "reference" (a foreign image)${hint}` }];
  }
  const branch = issue.errors[node.has('folder') ? 0 : 1] ?? [];
  return branch.flatMap((inner) => explainIssue(inner, document, path));
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a map (key: value)',
  record: 'a map (key: value)',
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
};

function explainType(expected: string, path: Path, document: Document): Finding {
  const type = TYPE_NAMES[expected] ?? expected;
  const node = findNode(document, path);
  if (node === null && path.length > 0) {
    const parent = path.slice(0, -1);
    const where = parent.length === 0 ? '' : ` in ${nameOf(parent)}`;
    return { place: { path: parent, on: 'key' }, message: `missing key ${nameOf(path)}${where}` };
  }
  // 4.10 is the number 4.1 to YAML: the author sees a version.
  const isPlain = expected === 'string' && isScalar(node) && node.value !== null && typeof node.source === 'string';
  const mend = isPlain ? `; write it in quotes: ${quote(node.source ?? '')}` : '';
  return {
    place: { path, on: 'value' },
    message: `${nameOf(path)} must be ${type}${describe(node)}${mend}`,
  };
}

function explainChoice(choices: readonly string[], path: Path, document: Document): Finding {
  const node = findNode(document, path);
  const word = isScalar(node) ? String(node.value) : '';
  const nearest = findNearest(word, choices);
  const hint = nearest === null ? '' : `; did you mean ${quote(nearest)}?`;
  return {
    place: { path, on: 'value' },
    message: `${nameOf(path)} must be one of ${choices.join(', ')}${describe(node)}${hint}`,
  };
}

/** What came instead, as the end of a sentence. */
function describe(node: Node | null): string {
  if (isMap(node)) return ', not a map';
  if (isSeq(node)) return node.items.length === 0 ? ', not an empty list' : ', not a list';
  if (!isScalar(node) || node.value === null || node.value === '') return ', but it is empty';
  if (typeof node.value === 'string') return `, not ${quote(node.value)}`;
  return `, not the ${typeof node.value} ${node.source ?? ''}`.trimEnd();
}

/** Whether a key is missing only because it is misspelt, which is said in another message. */
function isMisspelt(path: Path, document: Document): boolean {
  const key = path.at(-1);
  const parent = path.slice(0, -1);
  const map = findNode(document, parent);
  if (typeof key !== 'string' || !isMap(map) || map.has(key)) return false;
  const known = listKnownKeys(parent, document);
  return map.items.some((pair) => {
    const other = isScalar(pair.key) ? String(pair.key.value) : '';
    return !known.includes(other) && findNearest(other, known) === key;
  });
}

/** `"version"`; `entry 2 of "origins"` for the second of a list; `the file` at the top. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  return typeof last === 'string' ? quote(last) : `entry ${last + 1} of ${nameOf(path.slice(0, -1))}`;
}

function listKnownKeys(path: Path, document: Document): readonly string[] {
  const [section, , part] = path;
  if (section === undefined) return Object.keys(matrixSchema.shape);
  if (section === 'expectations') return Object.keys(expectationSchema.shape);
  if (part === undefined) return Object.keys(implementationSchema.shape);
  if (part === 'npm') return Object.keys(npmSchema.shape);
  const image = findNode(document, path);
  const isReference = isMap(image) && image.has('reference');
  return Object.keys(isReference ? referenceImageSchema.shape : folderImageSchema.shape);
}
