/** How node-datachannel's native calls and callbacks are to be treated. */
import { messageOf } from '../shared/description.ts';
import { log } from '../shared/log.ts';

/**
 * An exception that leaves a callback aborts the process instead of reaching JavaScript:
 * https://github.com/murat-dogan/node-datachannel/issues/187.
 */
export function guard<Values extends unknown[]>(callback: (...values: Values) => void): (...values: Values) => void {
  return (...values) => {
    try {
      callback(...values);
    } catch (error) {
      log(`error in a callback: ${messageOf(error)}`);
    }
  };
}

/**
 * Each kind of event comes through a queue of its own, and the queues are looked at one after another: what was told
 * before may come up to one turn of the event loop later.
 */
export function afterOtherEvents(action: () => void): void {
  setImmediate(() => setImmediate(action));
}

/** The native calls return and throw at once, where W3C's return promises. */
export function promise<T>(action: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(action());
  });
}
