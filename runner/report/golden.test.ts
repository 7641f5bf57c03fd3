/** Golden pairs: the saved report in test/fixtures/report/report.json in, each form of it out. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sampleReport } from '../../test/fixtures/report/sample.ts';
import { renderGrids } from './html/grids.ts';
import { renderCellsToSee } from './html/to-see.ts';
import { renderJunit } from './junit.ts';
import { ReportSchema } from './schema.ts';
import { renderTerminal } from './terminal.ts';

const folder = new URL('../../test/fixtures/report/', import.meta.url);
const saved = ReportSchema.parse(JSON.parse(readFileSync(new URL('report.json', folder), 'utf8')));
const golden = (name: string): string => new URL(`golden/${name}`, folder).pathname;
const terminal = { color: false, unicode: true, width: 80, place: 'reports/latest/index.html' };

test('the saved report is what its builder makes (if not: npx tsx test/fixtures/report/write-sample.ts)', () => {
  expect(saved).toEqual(sampleReport());
});
test('terminal', async () => {
  await expect(renderTerminal(saved, terminal)).toMatchFileSnapshot(golden('terminal.txt'));
});
test('terminal in colour', async () => {
  await expect(renderTerminal(saved, { ...terminal, color: true })).toMatchFileSnapshot(golden('terminal-color.txt'));
});
test('terminal in ASCII, narrow', async () => {
  const text = renderTerminal(saved, { ...terminal, unicode: false, width: 50 });
  await expect(text).toMatchFileSnapshot(golden('terminal-ascii.txt'));
});
test('junit', async () => {
  await expect(renderJunit(saved)).toMatchFileSnapshot(golden('junit.xml'));
});
test('html: the grids and the list above them', async () => {
  const parts = [renderCellsToSee(saved)?.text ?? '', ...renderGrids(saved).map((grid) => grid.text)];
  await expect(parts.join('\n')).toMatchFileSnapshot(golden('grids.html.txt'));
});
