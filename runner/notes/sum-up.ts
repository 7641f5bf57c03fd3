/** The notes of all cells -> those of each implementation, each once. Pure. */
import type { Note } from './note.ts';

interface NotedCell {
  readonly case: string;
  readonly server: string;
  readonly client: string;
  readonly notes: readonly Note[];
}

export interface SummedNote extends Omit<Note, 'side'> {
  /** Cells that show it; one with itself on both sides counts once. */
  readonly count: number;
  /** The first of them. */
  readonly example: Omit<NotedCell, 'notes'>;
}

/** By implementation, the most frequent first; who has none is not in it. */
export function sumUpNotes(cells: readonly NotedCell[]): ReadonlyMap<string, readonly SummedNote[]> {
  const found = new Map<string, Map<string, SummedNote>>();
  for (const { notes, case: name, server, client } of cells) {
    const example = { case: name, server, client };
    for (const [key, { side, ...note }] of eachOnce(notes, example)) {
      const own = found.get(example[side]) ?? new Map<string, SummedNote>();
      const before = own.get(key);
      own.set(key, { ...note, count: (before?.count ?? 0) + 1, example: before?.example ?? example });
      found.set(example[side], own);
    }
  }
  return new Map([...found].map(([name, own]) => [name, [...own.values()].sort((one, two) => two.count - one.count)]));
}

/** By what is said, of whom. */
function eachOnce(notes: readonly Note[], cell: SummedNote['example']): Map<string, Note> {
  return new Map(notes.map((note) => [JSON.stringify([cell[note.side], note.rule, note.text]), note]));
}
