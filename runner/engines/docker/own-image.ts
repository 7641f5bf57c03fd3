/** Images of this project's own that are no peers: built like theirs, from a folder of `images/`, wherever matrix.yaml lies. */
import { fileURLToPath } from 'node:url';
import type { FolderImage, Implementation } from '../../model.ts';

export const ownImages = fileURLToPath(new URL('../../../images/', import.meta.url));

export interface OwnImage {
  readonly image: FolderImage;
  /** As the builder wants it: nothing of it is shown beside the name. */
  readonly implementation: Implementation;
}

export function ownImage(folder: string): OwnImage {
  const image: FolderImage = { kind: 'folder', folder, target: null, args: {}, origins: ['debian'] };
  const facts = { version: '1', language: '', homepage: '', licence: '', roles: [], npm: null, override: null };
  return { image, implementation: { name: folder, image, ...facts } };
}
