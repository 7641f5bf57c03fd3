/** Which packets a piece of evidence names. */
export function findPackets(evidence: unknown): ReadonlySet<number> {
  const found = new Set<number>();
  const search = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'packet' && typeof inner === 'number') found.add(inner);
      else search(inner);
    }
  };
  search(evidence);
  return found;
}
