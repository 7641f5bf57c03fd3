/** The link of a run is killed in the middle of a cell: that cell is broken and says why, the next ones go on. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ReportSchema } from '../../runner/report/schema.ts';
import { isHanging, listLinks, until } from './link-sockets.ts';
import { cliArguments, repository, temporaryFolder } from './run-cli.ts';

const config = join(repository, 'test', 'fixtures', 'peers', 'matrix.yaml');

it('breaks the cell that it carried, and another link carries the rest', async () => {
  await using out = await temporaryFolder();
  const cells = ['--server', 'werift', '--client', 'hanger,werift', '--case', 'peer-connection,data-channel-echo'];
  const how = ['--engine', 'process', '--contract', 'exit-code', '--parallel', '1', '--retries', '0'];
  const flags = ['--config', config, ...cells, ...how, '--timeout', '10s', '--no-self-check', '--out', out.path];
  const run = execa(process.execPath, cliArguments(flags), { cwd: repository, reject: false, stdin: 'ignore' });
  const runner = run.pid ?? 0;
  await until(() => isHanging(runner));
  const [link] = await listLinks(runner);
  if (link === undefined) throw new Error('a cell runs without a link');
  process.kill(link, 'SIGKILL');
  const { exitCode } = await run;
  const report = ReportSchema.parse(JSON.parse(await readFile(join(out.path, 'report.json'), 'utf8')));
  const broken = report.cells.filter(({ verdict }) => verdict === 'broken');
  expect(broken).toHaveLength(1);
  expect(broken[0]).toMatchObject({ client: 'hanger', blame: 'link' });
  expect(broken[0]?.reason).toMatch(/^the link ended \(SIGKILL\)/);
  // The others had a link: what it saw is there.
  const others = report.cells.filter(({ verdict }) => verdict !== 'broken');
  expect(others.map(({ client, verdict }) => `${client} ${verdict}`).sort()).toEqual([
    'hanger failed',
    'werift passed',
    'werift passed',
  ]);
  expect(others.flatMap(({ attempts }) => attempts.map(({ evidence }) => evidence === null))).not.toContain(true);
  // A cell that failed outranks one that is broken.
  expect(exitCode).toBe(1);
});
