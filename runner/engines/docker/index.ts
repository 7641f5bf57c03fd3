/** The engine that runs peers in Docker containers. */
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import type { Implementation } from '../../model.ts';
import { EnvironmentError, type Engine, type PrepareOptions } from '../engine.ts';
import { connect } from './connect.ts';
import { prepareFolder } from './prepare-folder.ts';
import { defaultBuildParallel, prepareImages } from './prepare.ts';
import { openRoom } from './room.ts';

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
  let probeImage: Promise<string> | null = null;
  const getProbeImage = (prepareOptions: PrepareOptions): Promise<string> => {
    probeImage ??= prepareProbe(docker, prepareOptions).catch((error: unknown) => {
      probeImage = null; // The next one tries again.
      throw error;
    });
    return probeImage;
  };
  return {
    name: 'docker',
    dockerVersion: version,
    offers: ({ image }) => image !== null,
    prepare: async (implementations, prepareOptions) => {
      // Together with the images, but its failure is told by open: the images' own answers must not be lost with it.
      const probing = getProbeImage(prepareOptions).catch(() => undefined);
      const images = await prepareImages(docker, root, implementations, buildParallel, prepareOptions);
      await probing;
      return images;
    },
    open: async (run, emit) => {
      const image = await getProbeImage({ emit, signal: new AbortController().signal });
      return openRoom({ docker, run, probeImage: image, emit, healthTimeoutMs });
    },
  };
}

/** Our own helper image, wherever matrix.yaml lies. Its build shows only when it fails. */
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const probe: Implementation = {
  name: 'probe',
  version: '1',
  language: 'JavaScript',
  homepage: '',
  licence: 'MIT',
  roles: [],
  image: { kind: 'folder', folder: 'images/probe', target: null, args: {}, origins: ['debian'] },
  npm: null,
  override: null,
};

async function prepareProbe(docker: Docker, { signal }: PrepareOptions): Promise<string> {
  if (probe.image?.kind !== 'folder') throw new Error('the probe is built from a folder');
  let log = '';
  const emit: PrepareOptions['emit'] = (event) => {
    if (event.type === 'build-failed') log = `\n${event.log}`;
  };
  const answer = await prepareFolder(docker, repository, probe, probe.image, { emit, signal });
  if (!answer.ok) throw new EnvironmentError(`The probe that every run needs: ${answer.reason}${log}`);
  return answer.image ?? '';
}
