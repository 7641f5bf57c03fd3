/** The hold on the process of the two ends. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Address } from '../../runner/link/sdp-path.ts';
import type { Order, Report } from './ends.ts';

export interface Flood {
  readonly sent: number;
  readonly came: number;
  readonly ms: number;
}

export interface Pings {
  readonly roundTrips: readonly number[];
  readonly lost: number;
}

export interface Load extends Disposable {
  /** Floods and asks. */
  readonly near: Address;
  /** Counts and answers. */
  readonly far: Address;
  flood(to: Address, perSecond: number, ms: number): Promise<Flood>;
  ping(to: Address, count: number): Promise<Pings>;
}

export async function startLoad(): Promise<Load> {
  const child = fork(fileURLToPath(new URL('ends.ts', import.meta.url)));
  const gone = once(child, 'exit').then(([code]): never => {
    throw new Error(`the process of the two ends is gone (exit code ${String(code)})`);
  });
  // Whoever waits for it gets it; at the end nobody does.
  gone.catch(() => undefined);
  const next = async (): Promise<Report> => {
    const stopped = new AbortController();
    try {
      // Our own program of this very checkout: both ends share the types.
      const [report] = (await Promise.race([once(child, 'message', { signal: stopped.signal }), gone])) as [Report];
      return report;
    } finally {
      stopped.abort();
    }
  };
  const ask = (order: Order): Promise<Report> => {
    const answer = next();
    child.send(order);
    return answer;
  };
  const hello = await next();
  if (!('ports' in hello)) throw new Error('the process of the two ends did not say its ports first');
  const at = (port: number): Address => ({ address: '127.0.0.1', port });
  return {
    near: at(hello.ports.near),
    far: at(hello.ports.far),
    flood: async (to, perSecond, ms) => {
      const report = await ask({ do: 'flood', to, perSecond, ms });
      if (!('sent' in report)) throw new Error('a flood was answered with something else');
      return report;
    },
    ping: async (to, count) => {
      const report = await ask({ do: 'ping', to, count });
      if (!('roundTrips' in report)) throw new Error('a ping was answered with something else');
      return report;
    },
    [Symbol.dispose]: () => {
      child.disconnect();
    },
  };
}
