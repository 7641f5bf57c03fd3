/** The one timer of a cell: sends what waits in its queue when its time has come. */
import type { Role } from '../../model.ts';
import type { Decision } from './impairment.ts';
import { createQueue, type Queue } from './queue.ts';

export interface Departure {
  readonly path: number;
  readonly from: Role;
  /** How long the datagram is. */
  readonly bytes: number;
  /** Of action `pass`. */
  readonly decision: Decision;
}

export class Schedule {
  readonly #nowMs: () => number;
  readonly #queue: Queue<() => void> = createQueue();
  #timer: NodeJS.Timeout | null = null;
  #timerAtMs: number | null = null;
  #closed = false;

  /** @param nowMs a clock that never goes back */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /**
   * Calls `deliver` once for each copy: before it returns where nothing has to wait, or later.
   * @returns null, or why it will never be called, for the capture
   */
  send(departure: Departure, deliver: () => void): string | null {
    if (this.#closed) return 'dropped: the cell is over';
    if (this.#queue.size === 0 && hasNothingToWaitFor(departure.decision)) {
      for (let copy = 0; copy < departure.decision.copies; copy += 1) deliver();
      return null;
    }
    const refused = this.#queue.push({ ...departure, item: deliver }, this.#nowMs());
    this.#deliverDue();
    return refused;
  }

  /** What waits is lost. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #deliverDue(): void {
    for (const deliver of this.#queue.takeDue(this.#nowMs())) deliver();
    const nextAtMs = this.#queue.nextAtMs();
    if (this.#closed || nextAtMs === this.#timerAtMs) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#timerAtMs = nextAtMs;
    if (nextAtMs === null) return;
    this.#timer = setTimeout(
      () => {
        this.#timerAtMs = null;
        this.#deliverDue();
      },
      Math.max(0, nextAtMs - this.#nowMs()),
    );
  }
}

function hasNothingToWaitFor({ delayMs, rate, hold }: Decision): boolean {
  return delayMs === 0 && rate === null && hold === null;
}
