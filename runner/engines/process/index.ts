/** The embedded engine: the peers that npm alone can bring, as child processes. Needs nothing but Node. */
import { join } from 'node:path';
import type { Engine, Preparation, Prepared } from '../engine.ts';
import { bundle, linkEntry } from '../bundle.ts';
import { preparePeer } from './prepare.ts';
import { openProcessRoom, WITHOUT_TURN } from './room.ts';

export interface ProcessEngineOptions {
  /** The folder of matrix.yaml, absolute. */
  readonly root: string;
  readonly healthTimeoutMs?: number;
}

export function createProcessEngine({ root, healthTimeoutMs = 30_000 }: ProcessEngineOptions): Engine {
  const files = new Map<string, string>();
  return {
    name: 'process',
    dockerVersion: null,
    offers: (implementation) => implementation.npm !== null,
    withoutTurn: WITHOUT_TURN,
    prepare: async (implementations, options) => {
      const preparations = implementations.map(async (implementation): Promise<Preparation> => {
        if (implementation.npm === null) {
          return { ok: false, implementation, reason: 'peer not built: npm cannot bring it, it needs Docker' };
        }
        const { preparation, file } = await preparePeer(implementation, implementation.npm, root, options);
        if (file !== null) files.set(implementation.name, file);
        return preparation;
      });
      return Promise.all(preparations);
    },
    open: () => {
      const bundleLink = (): Promise<string> => bundle(linkEntry, join(root, '.cache', 'link'));
      return Promise.resolve(openProcessRoom({ healthTimeoutMs, bundleLink, fileOf: (peer) => fileOf(files, peer) }));
    },
  };
}

function fileOf(files: ReadonlyMap<string, string>, peer: Prepared): string {
  const file = files.get(peer.implementation.name);
  if (file === undefined) throw new Error(`${peer.implementation.name} was not prepared by this engine`);
  return file;
}
