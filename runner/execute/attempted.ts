/** An attempt by one contract, and what it says of each path, before the link has told what it saw there. Pure. */
import type { SeenPath } from '../link/evidence/seen-path.ts';
import type { Observation, WirePath } from '../model.ts';

export interface Attempted {
  /** With `wire: null`. */
  readonly observation: Observation;
  /** What the two sides say of a path; null for one that is not of this contract. */
  readonly claimsOf: (path: SeenPath) => WirePath['claims'] | null;
}

export function notAttempted(observation: Observation): Attempted {
  return { observation, claimsOf: () => null };
}

/** @param paths all of the cell */
export function addWire({ observation, claimsOf }: Attempted, paths: readonly SeenPath[]): Observation {
  if (observation.kind !== 'ran' && observation.kind !== 'driven') return observation;
  const wire = paths.flatMap((seen) => {
    const claims = claimsOf(seen);
    return claims === null ? [] : [{ seen, claims }];
  });
  return { ...observation, wire };
}
