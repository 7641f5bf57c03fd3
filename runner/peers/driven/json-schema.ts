/** The protocol as JSON Schema, for those who write a peer in another language. */
import { z } from 'zod';
import { methods, notifications, PROTOCOL } from './protocol.ts';

/** What docs/peer-protocol.schema.json holds: `$defs/METHOD.params`, `METHOD.result` and `NOTIFICATION`. */
export function makeProtocolJsonSchema(): Record<string, unknown> {
  const definitions: Record<string, unknown> = {};
  const add = (name: string, schema: z.ZodType): void => {
    const definition = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
    delete definition.$schema;
    definitions[name] = definition;
  };
  for (const [name, { params, result }] of Object.entries(methods)) {
    add(`${name}.params`, params);
    add(`${name}.result`, result);
  }
  for (const [name, schema] of Object.entries(notifications)) add(name, schema);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Protocol of driven peers, version ${PROTOCOL}`,
    $defs: definitions,
  };
}
