/** Writes docs/peer-protocol.schema.json anew: `npm run schemas`. */
import { writeFile } from 'node:fs/promises';
import { makeProtocolJsonSchema } from './json-schema.ts';

const file = new URL('../../../docs/peer-protocol.schema.json', import.meta.url);
await writeFile(file, `${JSON.stringify(makeProtocolJsonSchema(), null, 2)}\n`);
