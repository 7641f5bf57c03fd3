/** Which implementations can come from two places, and which of these choices `.env` does not hold yet. */
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { OriginChoice } from '../facts.ts';
import { readText } from './system.ts';

/** The little of matrix.yaml that matters here; the runner checks the rest and reports its errors with positions. */
const Matrix = z.object({
  implementations: z.record(
    z.string(),
    z.object({
      image: z
        .object({ folder: z.string(), origins: z.array(z.string()) })
        .optional()
        .catch(undefined),
    }),
  ),
});

export async function lookAtOrigins(folder: string): Promise<OriginChoice[]> {
  const [matrix, env] = [await readText(join(folder, 'matrix.yaml')), await readText(join(folder, '.env'))];
  return findOpenOrigins(matrix ?? '', env ?? '', folder);
}

/** Pure. A matrix.yaml that cannot be read has no choices. */
export function findOpenOrigins(matrix: string, env: string, folder: string): OriginChoice[] {
  const parsed = Matrix.safeParse(parseYaml(matrix));
  if (!parsed.success) return [];
  return Object.entries(parsed.data.implementations).flatMap(([implementation, { image }]) => {
    const [registry, fallback] = image?.origins ?? [];
    const variable = `${implementation.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_ORIGIN`;
    if (!image || !registry || !fallback || holdsVariable(env, variable)) return [];
    return [{ implementation, folder: join(folder, image.folder), registry, fallback, variable }];
  });
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function holdsVariable(env: string, variable: string): boolean {
  return env.split(/\r?\n/).some((line) => line.replace(/^\s*(export\s+)?/, '').startsWith(`${variable}=`));
}
