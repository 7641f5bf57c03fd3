import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { makeJsonSchema } from './json-schema.ts';
import { file } from './test-matrix.ts';

const committed: unknown = JSON.parse(readFileSync(new URL('matrix.schema.json', import.meta.url), 'utf8'));
const ours = readFileSync(new URL('../../matrix.yaml', import.meta.url), 'utf8');

describe('matrix.schema.json', () => {
  test('is current; if not: npx tsx runner/load/write-schema.ts', () => {
    expect(committed).toEqual(makeJsonSchema());
  });

  test("is what the repository's matrix.yaml points editors to", () => {
    expect(ours.split('\n')[0]).toBe('# yaml-language-server: $schema=./runner/load/matrix.schema.json');
  });

  const validate = new Ajv({ strict: true, strictTypes: false }).compile(makeJsonSchema());
  test.each([
    ["the repository's file", ours, true],
    ['expectations with nothing in them', file({}, 'expectations:\n'), true],
    ['a foreign image', file({ image: '{reference: x, client: [a, "{url}"], port: 1}' }), true],
    ['an unknown key', file({ verison: '1' }), false],
    ['an unsafe name', file().replace('pion:', 'Pion:'), false],
    ['a number for a version', file({ version: '4.10' }), false],
    ['an image of both kinds', file({ image: '{reference: x, folder: y}' }), false],
  ])('accepts and refuses as the loader does: %s', (_, text, good) => {
    expect(validate(parse(text))).toBe(good);
  });
});
