/** matrix.yaml's JSON Schema, for editors: generated, so that it cannot say anything else than the loader. */
import { z } from 'zod';
import { matrixSchema } from './schema.ts';

/** Draft 7, because that is what the YAML language servers of the editors know best. */
export function makeJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(matrixSchema, { io: 'input', target: 'draft-7' });
  return { $schema, title: 'matrix.yaml of the WebRTC interop matrix', ...rest };
}
