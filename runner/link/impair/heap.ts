/** A binary heap: the least comes out first. */

export interface Heap<T> {
  readonly size: number;
  peek(): T | undefined;
  push(value: T): void;
  pop(): T | undefined;
}

export function createHeap<T>(isLess: (a: T, b: T) => boolean): Heap<T> {
  const values: T[] = [];
  const swapIfLess = (child: number, parent: number): boolean => {
    const lower = values[child];
    const upper = values[parent];
    if (lower === undefined || upper === undefined || !isLess(lower, upper)) return false;
    values[child] = upper;
    values[parent] = lower;
    return true;
  };
  return {
    get size() {
      return values.length;
    },
    peek: () => values[0],
    push(value) {
      let at = values.push(value) - 1;
      while (at > 0 && swapIfLess(at, (at - 1) >> 1)) at = (at - 1) >> 1;
    },
    pop() {
      const least = values[0];
      const last = values.pop();
      if (least === undefined || last === undefined || values.length === 0) return least;
      values[0] = last;
      let at = 0;
      for (;;) {
        const left = values[2 * at + 1];
        const right = values[2 * at + 2];
        const child = right !== undefined && left !== undefined && isLess(right, left) ? 2 * at + 2 : 2 * at + 1;
        if (!swapIfLess(child, at)) return least;
        at = child;
      }
    },
  };
}
