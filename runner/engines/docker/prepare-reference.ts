/** Gets a foreign image: the engine has it, or pulls it. */
import type Docker from 'dockerode';
import { z } from 'zod';
import type { Implementation, ReferenceImage } from '../../model.ts';
import type { Preparation, PrepareOptions } from '../engine.ts';
import { messageOf, nullIfMissing } from './errors.ts';

const origin = 'image';
const progressLine = z.object({ status: z.string().optional(), id: z.string().optional() });

/** Never rejects because of an image: the reason is in the answer. */
export async function prepareReference(
  docker: Docker,
  implementation: Implementation,
  { reference }: ReferenceImage,
  { emit, signal }: PrepareOptions,
): Promise<Preparation> {
  const { name, override } = implementation;
  if (override !== null) {
    const reason = `image not built: ${name} is the foreign image ${reference}, for which --with has no meaning; change its reference in matrix.yaml`;
    return { ok: false, implementation, reason };
  }
  const began = performance.now();
  emit({ type: 'build-started', implementation: name, origin });
  try {
    const present = await nullIfMissing(docker.getImage(reference).inspect());
    if (present === null) {
      await pull(docker, withTag(reference), signal, (line) => {
        emit({ type: 'build-output', implementation: name, line });
      });
    }
    const { Id } = present ?? (await docker.getImage(reference).inspect());
    const durationMs = performance.now() - began;
    emit({ type: 'build-finished', implementation: name, origin, durationMs, cached: present !== null });
    return { ok: true, implementation, origin, image: Id };
  } catch (error) {
    const what = signal.aborted ? 'interrupted' : `cannot pull ${reference}: ${messageOf(error)}`;
    const reason = `image not built: ${what}`;
    emit({ type: 'build-failed', implementation: name, reason, log: '' });
    return { ok: false, implementation, reason };
  }
}

/** Without a tag the engine would pull all of them. */
function withTag(reference: string): string {
  return /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`;
}

async function pull(docker: Docker, reference: string, signal: AbortSignal, onLine: (line: string) => void) {
  const stream = await docker.pull(reference, { abortSignal: signal });
  await new Promise<void>((resolve, reject) => {
    const onFinished = (error: Error | null): void => {
      if (error === null) resolve();
      else reject(error);
    };
    docker.modem.followProgress(stream, onFinished, (event: unknown) => {
      const { status, id } = progressLine.safeParse(event).data ?? {};
      if (status !== undefined) onLine(id === undefined ? status : `${id}: ${status}`);
    });
  });
}
