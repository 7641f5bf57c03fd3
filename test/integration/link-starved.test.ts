/** The link of a run may open no more sockets: its cells are broken, nobody is blamed, and the run ends in order. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { LinkError } from '../../runner/link/link.ts';
import { ReportSchema } from '../../runner/report/schema.ts';
import { cellOptions, isHanging, listLinks, lowestFreeFile, startLink, until } from './link-sockets.ts';
import { cliArguments, repository, temporaryFolder } from './run-cli.ts';

/** The process may open so many files more: the limit is on the number of a new one, which is the lowest free. */
async function starve(pid: number, more: 0 | 1): Promise<void> {
  const limit = more === 0 ? 0 : (await lowestFreeFile(pid)) + 1;
  await execa('prlimit', ['--pid', String(pid), `--nofile=${limit}`]);
}

it('an offer that it can open no path for is its own failure, not a side of the pair', async () => {
  await using started = await startLink();
  const cell = await started.link.openCell(cellOptions());
  const url = await cell.openProxy('http://127.0.0.1:9/offer');
  // The connection of the client still needs a file of its own.
  await starve(started.pid, 1);
  const body = JSON.stringify({ type: 'offer', sdp: 'v=0\r\n' });
  const response = await fetch(url, { method: 'POST', body });
  expect(response.status).toBe(502);
  await expect(cell.evidence()).rejects.toThrow(LinkError);
  await expect(cell.evidence()).rejects.toThrow(/^the link: no path could be opened: .*EMFILE/);
});

it('breaks the cells of a run from then on, with the reason', async () => {
  await using out = await temporaryFolder();
  const config = join(repository, 'test', 'fixtures', 'peers', 'matrix.yaml');
  const cells = ['--server', 'werift', '--client', 'hanger,werift', '--case', 'peer-connection,data-channel-echo'];
  const how = ['--engine', 'process', '--contract', 'exit-code', '--parallel', '1', '--retries', '0'];
  const flags = ['--config', config, ...cells, ...how, '--timeout', '4s', '--no-self-check', '--out', out.path];
  const run = execa(process.execPath, cliArguments(flags), { cwd: repository, reject: false, stdin: 'ignore' });
  const runner = run.pid ?? 0;
  await until(() => isHanging(runner));
  const [link] = await listLinks(runner);
  await starve(link ?? 0, 0);
  const { exitCode } = await run;
  const report = ReportSchema.parse(JSON.parse(await readFile(join(out.path, 'report.json'), 'utf8')));
  const broken = report.cells.filter(({ reason }) => reason?.startsWith('the link: ') === true);
  expect(broken.length).toBeGreaterThan(0);
  for (const cell of broken) expect(cell).toMatchObject({ verdict: 'broken', blame: 'link' });
  expect(exitCode).toBe(report.cells.some(({ verdict }) => verdict === 'failed') ? 1 : 3);
});
