/** The engine that runs peers in Docker containers. */
import type { Engine, PrepareOptions } from '../engine.ts';
import { connect } from './connect.ts';
import { prepareHelper } from './helper.ts';
import { defaultBuildParallel, prepareImages } from './prepare.ts';
import { openRoom } from './room.ts';
import { prepareTurn } from './turn.ts';

export { cleanDocker } from './clean.ts';

export interface DockerEngineOptions {
  /** The folder of matrix.yaml, to which the folders of images are relative. */
  readonly root: string;
  /** How many images are built at once; by default by cores. */
  readonly buildParallel?: number;
  /** How long a server may take to answer after its start, milliseconds. */
  readonly healthTimeoutMs?: number;
}

/** @throws EnvironmentError, saying the mend, when no engine answers */
export async function createDockerEngine(options: DockerEngineOptions): Promise<Engine> {
  const { root, buildParallel = defaultBuildParallel, healthTimeoutMs = 30_000 } = options;
  const { docker, version } = await connect();
  let helperImage: Promise<string> | null = null;
  const getHelperImage = (prepareOptions: PrepareOptions): Promise<string> => {
    helperImage ??= prepareHelper(docker, prepareOptions).catch((error: unknown) => {
      helperImage = null; // The next one tries again.
      throw error;
    });
    return helperImage;
  };
  return {
    name: 'docker',
    dockerVersion: version,
    offers: ({ image }) => image !== null,
    withoutTurn: null,
    prepare: async (implementations, prepareOptions) => {
      // Together with the images, but its failure is told by open: the images' own answers must not be lost with it.
      const helping = getHelperImage(prepareOptions).catch(() => undefined);
      const turning = prepareOptions.turn === true ? prepareTurn(docker, prepareOptions).catch(() => undefined) : null;
      const images = await prepareImages(docker, root, implementations, buildParallel, prepareOptions);
      await Promise.all([helping, turning]);
      return images;
    },
    open: async (run, emit) => {
      const image = await getHelperImage({ emit, signal: new AbortController().signal });
      return openRoom({ docker, run, helperImage: image, emit, healthTimeoutMs });
    },
  };
}
