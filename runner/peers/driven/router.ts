/** Notifications of one peer -> whoever holds the connection or channel that they speak of. */
import type { Rpc, Told } from './rpc.ts';

/** What comes for a handle that nobody holds yet is kept for so many handles, the oldest go first. */
const MOST_UNCLAIMED = 256;
/** And so much of it for each: a peer that floods before its answer was read must not fill the memory. */
const MOST_KEPT = 1_000;

export interface Router {
  /** From now on `listener` gets what is told of this handle, and first what has been told already. */
  claim(handle: number, listener: (told: Told) => void): void;
  release(handle: number): void;
}

/** A peer may tell something of a handle before the answer that brings the handle has been taken: it must not be lost. */
export function openRouter(rpc: Rpc): Router {
  const listeners = new Map<number, (told: Told) => void>();
  const unclaimed = new Map<number, Told[]>();
  rpc.onNotification((told) => {
    const handle = 'channel' in told.params && told.name !== 'datachannel' ? told.params.channel : pcOf(told);
    const listener = listeners.get(handle);
    if (listener !== undefined) {
      listener(told);
      return;
    }
    const kept = unclaimed.get(handle) ?? [];
    if (kept.length < MOST_KEPT) kept.push(told);
    unclaimed.set(handle, kept);
    const [oldest] = unclaimed.keys();
    if (unclaimed.size > MOST_UNCLAIMED && oldest !== undefined) unclaimed.delete(oldest);
  });
  return {
    claim: (handle, listener) => {
      listeners.set(handle, listener);
      for (const told of unclaimed.get(handle) ?? []) listener(told);
      unclaimed.delete(handle);
    },
    release: (handle) => {
      listeners.delete(handle);
      unclaimed.delete(handle);
    },
  };
}

function pcOf(told: Told): number {
  return 'pc' in told.params ? told.params.pc : 0;
}
