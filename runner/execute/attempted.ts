/** An attempt by one contract, and what it says of each path, before the link has told what it saw there. Pure. */
import type { SeenPath } from '../link/evidence/seen-path.ts';
import type { Observation, WirePath } from '../model.ts';

export interface Attempted {
  /** With `wire: null`. */
  readonly observation: Observation;
  /** What the link had seen of the cell's paths when the case ended; null where it passed, and on the bare path. */
  readonly whenEnded: readonly SeenPath[] | null;
  /** What the two sides say of a path; null for one that is not of this contract. */
  readonly claimsOf: (path: SeenPath) => WirePath['claims'] | null;
}

export function notAttempted(observation: Observation): Attempted {
  return { observation, whenEnded: null, claimsOf: () => null };
}

/** @param paths all of the cell */
export function addWire({ observation, whenEnded, claimsOf }: Attempted, paths: readonly SeenPath[]): Observation {
  if (observation.kind !== 'ran' && observation.kind !== 'driven') return observation;
  const wire = paths.flatMap((seen) => {
    const claims = claimsOf(seen);
    if (claims === null) return [];
    return [{ seen, whenEnded: whenEnded?.find(({ path }) => path === seen.path) ?? null, claims }];
  });
  return { ...observation, wire };
}
