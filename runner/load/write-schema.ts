/** Writes matrix.schema.json beside this file. Run it after a change of schema.ts; a test says when it is stale. */
import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { makeJsonSchema } from './json-schema.ts';

const target = new URL('matrix.schema.json', import.meta.url);
const style = await resolveConfig(target);
await writeFile(target, await format(JSON.stringify(makeJsonSchema()), { ...style, parser: 'json' }));
