/** Builds the image of an implementation from its folder, trying its origins in their order. */
import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type Docker from 'dockerode';
import type { FolderImage, Implementation } from '../../model.ts';
import type { Preparation, PrepareOptions } from '../engine.ts';
import { baseImagesOf, localIds } from './base-images.ts';
import { saysUnreachable, tellingLine } from './build-log.ts';
import { hashContent } from './content-hash.ts';
import { messageOf, nullIfMissing } from './errors.ts';
import { removeSuperseded, tagOf } from './image-tags.ts';
import { runBuild, type BuildRequest } from './run-build.ts';

/** Lines of the log that a `build-failed` event carries. */
const tailLines = 60;

/** Never rejects because of an image: the reason is in the answer. */
export async function prepareFolder(
  docker: Docker,
  root: string,
  implementation: Implementation,
  image: FolderImage,
  options: PrepareOptions,
): Promise<Preparation> {
  const { name, override } = implementation;
  const notBuilt = (reason: string): Preparation => ({
    ok: false,
    implementation,
    reason: `image not built: ${reason}`,
  });
  const folder = join(root, image.folder);
  const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8').catch(() => null);
  if (dockerfile === null) {
    return notBuilt(`${image.folder} has no Dockerfile; write one, or mend image.folder of ${name} in matrix.yaml`);
  }
  const packages = override?.kind === 'packages' ? override.path : null;
  if (packages !== null && (await stat(packages).catch(() => null)) === null) {
    return notBuilt(`--with ${name}=${packages}: no such file or folder`);
  }
  const version = override?.kind === 'version' ? override.version : implementation.version;
  const args = { VERSION: version, ...image.args };
  const folders = packages === null ? [folder] : [folder, packages];
  try {
    const bases = await localIds(docker, baseImagesOf(dockerfile));
    const requests: BuildRequest[] = [];
    for (const [index, origin] of originsOf(implementation, image).entries()) {
      // An image of a later origin is only good for a matrix in which the same origins came first.
      const tried = originsOf(implementation, image).slice(0, index + 1);
      const tag = tagOf(name, await hashContent([image.target, args, tried, bases], folders));
      requests.push({ implementation: name, folder, target: image.target, origin, args, packages, tag });
    }
    const present = await findBuilt(docker, implementation, requests, options);
    return present ?? (await buildFirstReachable(docker, implementation, requests, options));
  } catch (error) {
    return notBuilt(messageOf(error));
  }
}

/** A version of `--with` is one of the stack's own registry; packages of `--with` come from nowhere else. */
function originsOf({ override }: Implementation, { origins }: FolderImage): readonly string[] {
  if (override === null) return origins;
  return override.kind === 'packages' ? ['local'] : origins.slice(0, 1);
}

/** The first of the images that is there already. One of a later origin is told: the registry may be back. */
async function findBuilt(
  docker: Docker,
  implementation: Implementation,
  requests: readonly BuildRequest[],
  { emit }: PrepareOptions,
): Promise<Preparation | null> {
  const { name } = implementation;
  for (const [index, { tag, origin }] of requests.entries()) {
    const image = await nullIfMissing(docker.getImage(tag).inspect());
    if (image === null) continue;
    const [first] = requests;
    if (index > 0 && first !== undefined) {
      emit({
        type: 'notice',
        lines: [
          `${name}: the image at hand is from ${origin}, because ${first.origin} could not be reached when it was built.`,
          `To try ${first.origin} again: docker image rm ${tag}`,
        ],
      });
    }
    emit({ type: 'build-started', implementation: name, origin });
    emit({ type: 'build-finished', implementation: name, origin, durationMs: 0, cached: true });
    return { ok: true, implementation, origin, image: image.Id };
  }
  return null;
}

async function buildFirstReachable(
  docker: Docker,
  implementation: Implementation,
  requests: readonly BuildRequest[],
  { emit, signal }: PrepareOptions,
): Promise<Preparation> {
  const { name } = implementation;
  const unreached: string[] = [];
  for (const [index, request] of requests.entries()) {
    const { origin, tag } = request;
    const began = performance.now();
    emit({ type: 'build-started', implementation: name, origin });
    const onLine = (line: string): void => {
      emit({ type: 'build-output', implementation: name, line });
    };
    const result = await withPackagesFolder(request, (ready) => runBuild(ready, onLine, signal));
    if (result.kind === 'built') {
      const durationMs = performance.now() - began;
      emit({ type: 'build-finished', implementation: name, origin, durationMs, cached: false });
      const { Id } = await docker.getImage(tag).inspect();
      await removeSuperseded(docker, name, tag).catch(() => undefined); // Tidying up may fail without harm.
      return { ok: true, implementation, origin, image: Id };
    }
    const next = requests[index + 1];
    if (result.kind === 'failed' && saysUnreachable(result.log) && next !== undefined) {
      unreached.push(origin);
      emit({ type: 'notice', lines: [`${name}: ${origin} cannot be reached, building from ${next.origin} instead.`] });
      continue;
    }
    const log = result.kind === 'failed' ? result.log.split('\n').slice(-tailLines).join('\n') : '';
    const what =
      result.kind === 'failed' ? tellingLine(result.log) : result.kind === 'aborted' ? 'interrupted' : result.reason;
    const where = unreached.length === 0 ? '' : ` [from ${origin}; ${unreached.join(', ')} could not be reached]`;
    const reason = `image not built: ${what}${where}`;
    emit({ type: 'build-failed', implementation: name, reason, log });
    return { ok: false, implementation, reason };
  }
  return { ok: false, implementation, reason: 'image not built: matrix.yaml names no origins for it' };
}

/** A build context is a folder: a single file (a wheel, a tarball) is copied into one for the time of the build. */
async function withPackagesFolder<T>(request: BuildRequest, use: (request: BuildRequest) => Promise<T>): Promise<T> {
  const { packages } = request;
  if (packages === null || (await stat(packages)).isDirectory()) return use(request);
  const folder = await mkdtemp(join(tmpdir(), 'webrtc-interop-packages-'));
  try {
    await copyFile(packages, join(folder, basename(packages)));
    return await use({ ...request, packages: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
