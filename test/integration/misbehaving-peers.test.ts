/** Real processes that misbehave, run by the real command line: each gets the verdict and the reason it deserves. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository, runMatrix, temporaryFolder } from './run-cli.ts';

const config = join(repository, 'test', 'fixtures', 'peers', 'matrix.yaml');
const common = ['--config', config, '--engine', 'process', '--contract', 'exit-code', '--case', 'peer-connection'];

describe('the embedded engine', () => {
  it('fails a client that is killed by a signal, naming signal and stage', async () => {
    await using out = await temporaryFolder();
    const run = await runMatrix(out.path, [...common, '--server', 'werift', '--client', 'crasher']);
    const cell = run.cell('werift', 'crasher');
    expect(cell).toMatchObject({ verdict: 'failed', blame: 'client', stage: 'ICE', flaky: false, expected: false });
    expect(cell.reason).toContain('SIGSEGV');
    expect(cell.attempts.map(({ direct }) => direct)).toEqual([false, false, true]);
    expect(cell.reason).toContain('(on the bare path: the same)');
    expect(run.status).toBe(1);
  });

  it('notices a server that dies of an offer, names it, starts it again, and repeats the cell', async () => {
    await using out = await temporaryFolder();
    const run = await runMatrix(out.path, [...common, '--server', 'crasher', '--client', 'werift']);
    const cell = run.cell('crasher', 'werift');
    expect(cell).toMatchObject({ verdict: 'failed', blame: 'server' });
    expect(cell.reason).toContain('server: died (exit code 9)');
    expect(cell.attempts.map(({ server }) => server.exitCode)).toEqual([9, 9, 9]);
    expect(run.stderr).toContain('server crasher died: exit code 9; 1 cell is repeated');
    expect(await run.log(cell.attempts[0]?.files.serverLog ?? null)).toContain('about to die of an offer');
  });

  it('kills a client that ignores TERM, and says what it was doing', async () => {
    await using out = await temporaryFolder();
    const run = await runMatrix(out.path, [...common, '--server', 'werift', '--client', 'hanger', '--timeout', '2s']);
    const cell = run.cell('werift', 'hanger');
    expect(cell).toMatchObject({ verdict: 'failed', stage: 'DTLS' });
    expect(cell.attempts[0]?.client).toEqual({ exitCode: null, signal: 'SIGKILL', timedOut: true });
  });

  it('bears a client that prints endlessly: bounded log, escaped page', async () => {
    await using out = await temporaryFolder();
    const run = await runMatrix(out.path, [
      ...common,
      '--server',
      'werift',
      '--client',
      'flooder',
      '--timeout',
      '3s',
      '--retries',
      '0',
    ]);
    const cell = run.cell('werift', 'flooder');
    expect(cell.verdict).toBe('failed');
    const logFile = cell.attempts[0]?.files.clientLog ?? '';
    expect((await stat(join(run.folder, logFile))).size).toBeLessThan(2 ** 20);
    expect(await run.log(logFile)).toMatch(/not kept/);
    expect(await run.log('index.html')).not.toContain('<script>alert(');
  });

  it('calls a server that never becomes healthy broken, not failed', async () => {
    await using out = await temporaryFolder();
    const run = await runMatrix(
      out.path,
      [...common, '--server', 'deaf', '--client', 'werift', '--start-timeout', '1500ms'],
      {
        MATRIX_HEALTH_TIMEOUT_MS: '1500',
      },
    );
    const cell = run.cell('deaf', 'werift');
    expect(cell).toMatchObject({ verdict: 'broken', blame: 'runner' });
    expect(cell.reason).toContain('server deaf not healthy within');
    expect(run.status).toBe(3);
  });

  it('calls a server that dies at start broken, with what it said', async () => {
    await using out = await temporaryFolder();
    const run = await runMatrix(out.path, [...common, '--server', 'stillborn', '--client', 'werift,modest']);
    const cell = run.cell('stillborn', 'werift');
    expect(cell.verdict).toBe('broken');
    expect(cell.reason).toContain('server stillborn died at start (exit code 4)');
    expect(await run.log(cell.attempts[0]?.files.serverLog ?? null)).toContain('no such shared library');
    expect(run.status).toBe(3);
  });

  it('takes 77 for unsupported, which is not as expected unless an expectation says so', async () => {
    await using out = await temporaryFolder();
    const run = await runMatrix(out.path, [...common, '--server', 'werift', '--client', 'modest']);
    expect(run.cell('werift', 'modest')).toMatchObject({ verdict: 'unsupported', expected: false });
    expect(run.status).toBe(1);
  });

  it('marks a cell that came out differently when repeated as flaky, and keeps the first reason', async () => {
    await using out = await temporaryFolder();
    const memory = { MOODY_MEMORY: join(out.path, 'memory') };
    const run = await runMatrix(out.path, [...common, '--server', 'werift', '--client', 'moody', '--direct'], memory);
    const cell = run.cell('werift', 'moody');
    expect(cell).toMatchObject({ verdict: 'passed', flaky: true });
    expect(cell.reason).toContain('ICE: not in the mood');
    expect(run.report.summary.flaky).toBe(1);
  });

  it('leaves a good cell unhurt by its neighbours', async () => {
    await using out = await temporaryFolder();
    const clients = 'werift,crasher,flooder,modest';
    const run = await runMatrix(out.path, [
      ...common,
      '--server',
      'werift,crasher',
      '--client',
      clients,
      '--timeout',
      '10s',
      '--retries',
      '0',
    ]);
    expect(run.cell('werift', 'werift').verdict).toBe('passed');
    expect(run.report.cells).toHaveLength(8);
  });
});
