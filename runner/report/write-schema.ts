/** Writes reports/report.schema.json from the zod schema; a test holds the two to each other. */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { makeReportJsonSchema } from './schema.ts';

const place = new URL('../../reports/report.schema.json', import.meta.url);
writeFileSync(place, await format(JSON.stringify(makeReportJsonSchema()), { parser: 'json', printWidth: 120 }));
console.log('wrote reports/report.schema.json');
