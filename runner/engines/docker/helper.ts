/** The image of our own that every run needs beside the peers': the probe and the link. Its build shows only when it fails. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import type { FolderImage, Implementation } from '../../model.ts';
import { bundleCode, linkEntry } from '../bundle.ts';
import { EnvironmentError, type PrepareOptions } from '../engine.ts';
import { prepareFolder } from './prepare-folder.ts';

/** Wherever matrix.yaml lies. */
const images = fileURLToPath(new URL('../../../images/', import.meta.url));
const image: FolderImage = { kind: 'folder', folder: 'probe', target: null, args: {}, origins: ['debian'] };
const helper: Implementation = {
  name: image.folder,
  version: '1',
  language: 'JavaScript',
  homepage: '',
  licence: 'MIT',
  roles: [],
  image,
  npm: null,
  override: null,
};

/** @returns the image's id. @throws EnvironmentError */
export async function prepareHelper(docker: Docker, { signal }: PrepareOptions): Promise<string> {
  // Docker builds from a folder: this one holds the image's own and the link's bundle.
  const root = await mkdtemp(join(tmpdir(), 'webrtc-interop-'));
  let log = '';
  const emit: PrepareOptions['emit'] = (event) => {
    if (event.type === 'build-failed') log = `\n${event.log}`;
  };
  try {
    await cp(join(images, image.folder), join(root, image.folder), { recursive: true });
    await writeFile(join(root, image.folder, 'link.mjs'), await bundleCode(linkEntry));
    const answer = await prepareFolder(docker, root, helper, image, { emit, signal });
    if (!answer.ok) throw new EnvironmentError(`The probe and link that every run needs: ${answer.reason}${log}`);
    return answer.image ?? '';
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
