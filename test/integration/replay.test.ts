/** The line of the report that runs a cell again: a shell takes it, and the same cell comes out of it. */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ReportSchema } from '../../runner/report/schema.ts';
import { repository, runMatrix, temporaryFolder } from './run-cli.ts';

const config = relative(repository, join(repository, 'test', 'fixtures', 'peers', 'matrix.yaml'));

it('runs one cell again as it was run', async () => {
  await using out = await temporaryFolder();
  const flags = ['--contract', 'exit-code', '--engine', 'process', '--timeout', '9s', '--retries', '0'];
  const pairs = ['--server', 'werift', '--client', 'werift,crasher', '--parallel', '1', '--case', 'peer-connection'];
  const first = await runMatrix(out.path, ['--config', config, ...flags, ...pairs]);
  const cell = first.cell('werift', 'crasher');
  expect(first.stdout).toContain(`to run one again:\n  ${cell.replay}\n`);

  const folder = join(out.path, 'again');
  const again = await execa(`${cell.replay} --out ${folder}`, {
    shell: 'sh',
    cwd: repository,
    reject: false,
    stdin: 'ignore',
  });
  const report = ReportSchema.parse(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')));
  expect(again.exitCode).toBe(1);
  expect(report.run.seed).toBe(first.report.run.seed);
  expect(report.cells.map(({ verdict, reason, replay }) => ({ verdict, reason, replay }))).toEqual([
    { verdict: cell.verdict, reason: cell.reason, replay: cell.replay },
  ]);
});
