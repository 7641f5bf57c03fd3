/** The runner is interrupted, killed, or runs twice at once: what was done is reported, nothing is left behind. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ReportSchema } from '../../runner/report/schema.ts';
import { cliArguments, repository, runCli, runMatrix, temporaryFolder } from './run-cli.ts';

const config = join(repository, 'test', 'fixtures', 'peers', 'matrix.yaml');
const cases = 'peer-connection,data-channel-echo';
const hangs = [
  '--config',
  config,
  '--engine',
  'process',
  '--contract',
  'exit-code',
  '--server',
  'werift',
  '--client',
  'werift,hanger',
  '--timeout',
  '120s',
];

/** Peers carry the path of their bundle in their command line; the test's own are those of the fixtures' folder. */
async function runningPeers(): Promise<string[]> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,args=']);
  return stdout.split('\n').filter((line) => line.includes(join('fixtures', 'peers', '.cache', 'peers')));
}

const running: { kill(signal: NodeJS.Signals): boolean }[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function startRun(out: string) {
  const child = execa(process.execPath, cliArguments([...hangs, '--verbose', '--out', out]), {
    cwd: repository,
    reject: false,
    stdin: 'ignore',
    all: true,
  });
  running.push(child);
  return child;
}

async function waitForHanger(): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(
        (await runningPeers()).filter((line) => line.includes('hanger') && line.includes(' call ')).length,
      ).toBeGreaterThan(0);
    },
    { timeout: 60_000, interval: 200 },
  );
}

async function waitForNoPeers(): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await runningPeers()).toEqual([]);
    },
    { timeout: 15_000, interval: 200 },
  );
}

describe.skipIf(process.platform === 'win32')('a run of the embedded engine', () => {
  it('that is interrupted writes what was done, says so, exits 130 and leaves nothing behind', async () => {
    await using out = await temporaryFolder();
    const folder = join(out.path, 'report');
    const run = startRun(folder);
    await waitForHanger();
    run.kill('SIGINT');
    const { exitCode } = await run;
    expect(exitCode).toBe(130);
    expect(await runningPeers()).toEqual([]);
    const report = ReportSchema.parse(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')));
    expect(report.run.interrupted).toBe(true);
    expect(report.cells).toHaveLength(4);
    const hung = report.cells.filter(({ client }) => client === 'hanger');
    for (const cell of hung)
      expect(cell).toMatchObject({ verdict: 'broken', reason: 'not run: the run was interrupted' });
  });

  it('that is killed takes its peers with it', async () => {
    await using out = await temporaryFolder();
    const run = startRun(join(out.path, 'report'));
    await waitForHanger();
    run.kill('SIGKILL');
    await run;
    await waitForNoPeers();
  });

  it('does not disturb another one on the same machine', async () => {
    await using out = await temporaryFolder();
    const args = ['--config', config, '--engine', 'process', '--implementation', 'werift', '--case', cases];
    const runs = await Promise.all(['one', 'two'].map((name) => runMatrix(join(out.path, name), args)));
    for (const { status, report } of runs) {
      expect(report.summary).toMatchObject({ passed: 2, total: 2 });
      expect(status).toBe(0);
    }
    expect(new Set(runs.map(({ report }) => report.run.id)).size).toBe(2);
  });
});

describe('a report that cannot be written', () => {
  it('is refused before the run where the folder is not ours', async () => {
    const { status, stderr } = await runCli(['--engine', 'process', '--out', join(repository, 'docs')]);
    expect(status).toBe(3);
    expect(stderr).toContain('holds no report.json');
  });

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'because the disk is full loses no grid',
    async () => {
      await using out = await temporaryFolder();
      await execa('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', out.path]);
      try {
        const args = ['--config', config, '--engine', 'process', '--implementation', 'werift', '--case', cases];
        const { status, stdout, stderr } = await runCli([...args, '--out', join(out.path, 'report')]);
        expect(stdout).toContain('2 passed of 2');
        expect(stderr).toMatch(/no space left/i);
        expect(status).toBe(3);
      } finally {
        await execa('umount', [out.path]);
      }
    },
  );
});
