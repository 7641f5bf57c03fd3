/** `--shard INDEX/COUNT`: one of COUNT nearly equal parts of a plan. */
import { ConfigurationError } from '../load/configuration-error.ts';
import { quote } from '../load/suggest.ts';

export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

const MOST_SHARDS = 10_000;

/** @throws ConfigurationError when it is not like `2/5` */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,5})\/(\d{1,5})$/.exec(text);
  const index = Number(match?.[1]);
  const count = Number(match?.[2]);
  if (!(index >= 1 && index <= count && count <= MOST_SHARDS)) {
    throw new ConfigurationError(
      `--shard ${quote(text)}: expected INDEX/COUNT with INDEX from 1 to COUNT, such as 2/5, and COUNT at most ${MOST_SHARDS}`,
    );
  }
  return { index, count };
}

/**
 * Every COUNTth item, beginning with the INDEXth, in order. All shards together are the whole, none overlap, and
 * their sizes differ by one at most. Dealt out like cards, because neighbours (one server's cells) take alike long.
 */
export function takeShard<T>(items: readonly T[], shard: Shard): readonly T[] {
  return items.filter((_, position) => position % shard.count === shard.index - 1);
}
