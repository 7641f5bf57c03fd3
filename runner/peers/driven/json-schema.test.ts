import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { makeProtocolJsonSchema } from './json-schema.ts';

it('is current in docs/ (npm run schemas)', async () => {
  const file = new URL('../../../docs/peer-protocol.schema.json', import.meta.url);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(makeProtocolJsonSchema())));
});

it('takes what the page shows and refuses what it does not know', () => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ ...makeProtocolJsonSchema(), $id: 'protocol' });
  const check = (name: string, value: unknown): boolean => ajv.validate({ $ref: `protocol#/$defs/${name}` }, value);
  expect(check('createDataChannel.params', { pc: 1, label: 'café', ordered: false })).toBe(true);
  expect(check('createDataChannel.params', { pc: 1, label: 'café', reliable: true })).toBe(false);
  expect(check('icegatheringstatechange', { t: 1234.5, pc: 1, state: 'gathering' })).toBe(true);
  expect(check('icegatheringstatechange', { t: 1234.5, pc: 1, state: 'done' })).toBe(false);
});
