/** Names of the images we build, and the removal of those that newer ones have replaced. */
import type Docker from 'dockerode';
import { z } from 'zod';
import { implementationLabel, labelFilter } from './labels.ts';

/** How many older images of an implementation stay, for going back and forth between versions. */
const keptImages = 3;

const inspection = z.object({
  Created: z.string(),
  Metadata: z.object({ LastTagTime: z.string().optional() }).optional(),
});

export function repositoryOf(implementation: string): string {
  return `webrtc-interop/${implementation}`;
}

export function tagOf(implementation: string, hash: string): string {
  return `${repositoryOf(implementation)}:${hash}`;
}

/**
 * Removes all but the last few tags of an implementation. Only tags of our own naming on images of our own label are
 * looked at, and an image that a container uses stays (the engine refuses).
 */
export async function removeSuperseded(docker: Docker, implementation: string, current: string): Promise<void> {
  const label = [...labelFilter().label, `${implementationLabel}=${implementation}`];
  const images = await docker.listImages({ filters: { label } });
  const prefix = `${repositoryOf(implementation)}:`;
  const isOurs = (tag: string): boolean => tag.startsWith(prefix) && /^[0-9a-f]{16}$/.test(tag.slice(prefix.length));
  const tags = images.flatMap((image) => image.RepoTags ?? []).filter((tag) => isOurs(tag) && tag !== current);
  if (tags.length <= keptImages) return;
  const dated = await Promise.all(tags.map(async (tag) => ({ tag, time: await lastTagTime(docker, tag) })));
  dated.sort((a, b) => b.time - a.time);
  await Promise.allSettled(dated.slice(keptImages).map(({ tag }) => docker.getImage(tag).remove()));
}

/** When the tag was given, which a build from the cache renews, other than the image's own time. */
async function lastTagTime(docker: Docker, tag: string): Promise<number> {
  const image = inspection.parse(await docker.getImage(tag).inspect());
  const time = Date.parse(image.Metadata?.LastTagTime ?? image.Created);
  return Number.isNaN(time) ? 0 : time;
}
