/** From a path into the value of a YAML document to a place in its text. */
import { isAlias, isCollection, isMap, isNode, isScalar } from 'yaml';
import type { Document, Node } from 'yaml';

export type Path = readonly (string | number)[];

/** What a remark is about: the value at a path, or the key under which it stands. */
export interface Place {
  readonly path: Path;
  readonly on: 'key' | 'value';
}

/** The offset of a place; of the nearest thing around it when it does not exist itself. */
export function findOffset(document: Document, place: Place): number {
  let offset = document.contents?.range?.[0] ?? 0;
  let node = document.contents;
  for (const [depth, step] of place.path.entries()) {
    const child = findChild(follow(document, node), step);
    if (child === null) return offset;
    const wantsKey = place.on === 'key' && depth === place.path.length - 1;
    // An empty value (`version:`) has no text; its key has.
    const isEmpty = isScalar(child.value) && child.value.source === '' && child.value.value === null;
    const shown = wantsKey || isEmpty || child.value === null ? (child.key ?? child.value) : child.value;
    offset = shown?.range?.[0] ?? offset;
    node = child.value;
  }
  return offset;
}

/** The node at a path, aliases followed; null when nothing stands there. */
export function findNode(document: Document, path: Path): Node | null {
  let node = follow(document, document.contents);
  for (const step of path) {
    node = follow(document, findChild(node, step)?.value ?? null);
    if (node === null) return null;
  }
  return node;
}

function follow(document: Document, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

function findChild(node: Node | null, step: string | number): { key: Node | null; value: Node | null } | null {
  if (!isCollection(node)) return null;
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    if (pair === undefined) return null;
    return { key: isNode(pair.key) ? pair.key : null, value: isNode(pair.value) ? pair.value : null };
  }
  const item: unknown = typeof step === 'number' ? node.items[step] : undefined;
  return isNode(item) ? { key: null, value: item } : null;
}
