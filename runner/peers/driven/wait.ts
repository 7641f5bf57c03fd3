/** Waiting without sleeping: for something that a listener will tell, within a limit, and with words for its absence. */
import { CaseFailure, type Claim } from './failure.ts';

export interface Wait extends Claim {
  /** `the state "connected"` */
  readonly what: string;
  readonly limitMs: number;
  /** What is there instead, asked when the limit runs out: `connection state is "connecting"`. */
  readonly instead: () => string;
}

/** Values that change, and those who wait for one of them. */
export class Watched {
  readonly #waiting = new Set<() => void>();
  #broken: Error | null = null;

  /** To be called after every change. */
  changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Nothing will change any more: whoever waits gets the error. */
  fail(error: Error): void {
    this.#broken ??= error;
    this.changed();
  }

  /** Resolves with the first value of `find` that is not undefined. @throws CaseFailure, or what `fail` was given */
  until<T>(find: () => T | undefined, wait: Wait): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (finish: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        finish();
      };
      const look = (): void => {
        const found = find();
        if (found !== undefined)
          done(() => {
            resolve(found);
          });
        else if (this.#broken !== null) {
          const error = this.#broken;
          done(() => {
            reject(error);
          });
        }
      };
      const timer = setTimeout(() => {
        const sentence = `${wait.what} did not come within ${Math.round(wait.limitMs)} ms, ${wait.instead()}`;
        done(() => {
          // Who waits in vain has done nothing wrong by that.
          reject(new CaseFailure({ ...wait, accused: 'either' }, sentence));
        });
      }, wait.limitMs).unref();
      this.#waiting.add(look);
      look();
    });
  }

  /** Resolves when `find` stayed undefined for so long. @throws CaseFailure when it did not */
  never<T>(
    find: () => T | undefined,
    watch: Omit<Wait, 'instead' | 'limitMs'> & { readonly watchMs: number; readonly seen: (found: T) => string },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (finish: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        finish();
      };
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        done(() => {
          reject(new CaseFailure(watch, `${watch.what} must not come, but ${watch.seen(found)}`));
        });
      };
      const timer = setTimeout(() => {
        done(resolve);
      }, watch.watchMs).unref();
      this.#waiting.add(look);
      look();
    });
  }
}
