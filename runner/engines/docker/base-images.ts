/** Which images a Dockerfile builds on: a new base image of the same name must give a new image of ours. */
import type Docker from 'dockerode';
import { nullIfMissing } from './errors.ts';

/** Pure. Names with a variable in them are left out: the arguments that fill them are hashed anyway. */
export function baseImagesOf(dockerfile: string): string[] {
  const stages = new Set<string>(['scratch']);
  const images = new Set<string>();
  for (const line of dockerfile.split(/\r?\n/)) {
    const match = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    const image = match?.[1];
    if (image !== undefined && !stages.has(image.toLowerCase()) && !image.includes('$')) images.add(image);
    if (match?.[2] !== undefined) stages.add(match[2].toLowerCase());
  }
  return [...images];
}

/** The local ids of these images; null for one that the engine has to fetch. */
export async function localIds(docker: Docker, images: readonly string[]): Promise<(string | null)[]> {
  return Promise.all(images.map(async (image) => (await nullIfMissing(docker.getImage(image).inspect()))?.Id ?? null));
}
