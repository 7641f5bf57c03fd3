/** The matrix before it believes anybody: clients that answer a case that cannot exist, by the real command line. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository, runMatrix, temporaryFolder } from './run-cli.ts';

const config = join(repository, 'test', 'fixtures', 'peers', 'matrix.yaml');
const common = ['--config', config, '--engine', 'process', '--contract', 'exit-code', '--server', 'werift'];

describe('a client that is asked for a made-up case', () => {
  it.each([
    ['gullible', 'answered the made-up case "no-such-case-[0-9a-f]{8}" with exit code 0, expected 77'],
    ['blunt', 'answered the made-up case "no-such-case-[0-9a-f]{8}" with exit code 1, expected 77'],
    ['fragile', 'answered the made-up case "no-such-case-[0-9a-f]{8}" with signal SIGSEGV, expected 77'],
    ['dozer', 'did not answer the made-up case "no-such-case-[0-9a-f]{8}" within the time limit and was killed'],
  ])('and is %s: all its cells are broken, whatever it says of them', async (client, answer) => {
    await using out = await temporaryFolder();
    const cases = ['--case', 'peer-connection,data-channel-echo', '--timeout', '2s'];
    const run = await runMatrix(out.path, [...common, ...cases, '--client', client]);
    const reason = new RegExp(`^self-check: client ${client} ${answer}.* \\(docs/peer-protocol.md\\)$`, 'u');
    for (const cell of run.report.cells) {
      expect(cell).toMatchObject({ verdict: 'broken', blame: 'runner', flaky: false, expected: false });
      expect(cell.reason).toMatch(reason);
    }
    expect(run.report.cells).toHaveLength(2);
    expect(run.stderr.match(/self-check: client \w+ .*\n.*--no-self-check/gu)).toHaveLength(1);
    expect(run.status).toBe(3);
  });

  it('leaves the cells of the others alone, and those in which it is server', async () => {
    await using out = await temporaryFolder();
    const pairs = ['--case', 'peer-connection', '--client', 'gullible,werift,modest', '--server', 'gullible'];
    const run = await runMatrix(out.path, [...common, ...pairs, '--retries', '0']);
    expect(run.cell('werift', 'gullible').verdict).toBe('broken');
    expect(run.cell('werift', 'werift')).toMatchObject({ verdict: 'passed', reason: null });
    expect(run.cell('gullible', 'werift')).toMatchObject({ verdict: 'failed', stage: 'signalling' });
    expect(run.cell('werift', 'modest').verdict).toBe('unsupported');
  });

  it('is believed without it, where --no-self-check says so', async () => {
    await using out = await temporaryFolder();
    const flags = ['--case', 'peer-connection', '--client', 'gullible', '--no-self-check', '--direct'];
    const run = await runMatrix(out.path, [...common, ...flags]);
    const cell = run.cell('werift', 'gullible');
    expect(cell.verdict).toBe('passed');
    expect(cell.replay).toContain(' --no-self-check');
  });
});
