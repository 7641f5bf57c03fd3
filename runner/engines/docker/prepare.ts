/** Images of all implementations, several at once. */
import { availableParallelism } from 'node:os';
import type Docker from 'dockerode';
import type { Implementation } from '../../model.ts';
import type { Preparation, PrepareOptions } from '../engine.ts';
import { prepareFolder } from './prepare-folder.ts';
import { prepareReference } from './prepare-reference.ts';

/** As many builds at once as the machine has cores; beyond four the network is the limit. */
export const defaultBuildParallel = Math.max(1, Math.min(4, availableParallelism()));

/** The answers are in the order of the implementations. */
export async function prepareImages(
  docker: Docker,
  root: string,
  implementations: readonly Implementation[],
  parallel: number,
  options: PrepareOptions,
): Promise<readonly Preparation[]> {
  const answers = new Array<Preparation>(implementations.length);
  const queue = implementations.entries();
  const work = async (): Promise<void> => {
    for (const [index, implementation] of queue) {
      answers[index] = await prepareOne(docker, root, implementation, options);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return answers;
}

function prepareOne(
  docker: Docker,
  root: string,
  implementation: Implementation,
  options: PrepareOptions,
): Promise<Preparation> {
  const { image } = implementation;
  switch (image?.kind) {
    case 'folder':
      return prepareFolder(docker, root, implementation, image, options);
    case 'reference':
      return prepareReference(docker, implementation, image, options);
    case undefined: {
      const reason = `image not built: ${implementation.name} has no image in matrix.yaml`;
      return Promise.resolve({ ok: false, implementation, reason });
    }
  }
}
