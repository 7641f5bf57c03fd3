/** The image of our own that every run needs beside the peers': the probe and the link. Its build shows only when it fails. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { bundleCode, linkEntry } from '../bundle.ts';
import { EnvironmentError, type PrepareOptions } from '../engine.ts';
import { ownImage, ownImages } from './own-image.ts';
import { prepareFolder } from './prepare-folder.ts';

const { image, implementation } = ownImage('probe');

/** @returns the image's id. @throws EnvironmentError */
export async function prepareHelper(docker: Docker, { signal }: PrepareOptions): Promise<string> {
  // Docker builds from a folder: this one holds the image's own and the link's bundle.
  const root = await mkdtemp(join(tmpdir(), 'webrtc-interop-'));
  let log = '';
  const emit: PrepareOptions['emit'] = (event) => {
    if (event.type === 'build-failed') log = `\n${event.log}`;
  };
  try {
    await cp(join(ownImages, image.folder), join(root, image.folder), { recursive: true });
    await writeFile(join(root, image.folder, 'link.mjs'), await bundleCode(linkEntry));
    const answer = await prepareFolder(docker, root, implementation, image, { emit, signal });
    if (!answer.ok) throw new EnvironmentError(`The probe and link that every run needs: ${answer.reason}${log}`);
    return answer.image ?? '';
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
