import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { sampleReport } from '../../test/fixtures/report/sample.ts';
import { makeReportJsonSchema, ReportSchema } from './schema.ts';

const committed: unknown = JSON.parse(
  readFileSync(new URL('../../reports/report.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false }).compile(
  committed as object,
);

describe('reports/report.schema.json', () => {
  test('is current (if not: npx tsx runner/report/write-schema.ts)', () => {
    expect(committed).toEqual(makeReportJsonSchema());
  });
  test.each([
    ['with everything in it', sampleReport()],
    ['interrupted before the first cell', sampleReport({ cells: [], run: { interrupted: true } })],
    ['of the embedded engine with a seed', sampleReport({ run: { engine: 'process', seed: 7 } })],
  ])('takes a report %s', (_name, report) => {
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(ReportSchema.parse(report)).toEqual(report);
  });
  const { seed, ...runWithoutSeed } = sampleReport().run;
  test.each([
    ['a missing field, even one that may be null', { ...sampleReport(), run: { ...runWithoutSeed, was: seed } }],
    ['an unknown field', { ...sampleReport(), extra: 1 }],
    ['another version', { ...sampleReport(), version: 2 }],
    [
      'a verdict that does not exist',
      { ...sampleReport(), cells: [{ ...sampleReport().cells[0], verdict: 'skipped' }] },
    ],
    ['a date that is none', sampleReport({ run: { startedAt: 'yesterday' } })],
  ])('refuses %s, as the zod schema does', (_name, report) => {
    expect(validate(report)).toBe(false);
    expect(ReportSchema.safeParse(report).success).toBe(false);
  });
});
