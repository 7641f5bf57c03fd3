/** Peers by exit code that lie: the wire does not bear them out, and the reason says what it shows instead. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportCell } from '../../runner/report/schema.ts';
import { repository, runMatrix, temporaryFolder } from './run-cli.ts';

const config = join(repository, 'test', 'fixtures', 'liars', 'exit-code.yaml');

/** Each pair in a run of its own case: no repeat, because a liar lies again. */
async function play(server: string, client: string, testCase: string): Promise<ReportCell> {
  await using out = await temporaryFolder();
  const pair = ['--server', server, '--client', client, '--case', testCase];
  const how = ['--config', config, '--engine', 'process', '--contract', 'exit-code', '--timeout', '15s'];
  const run = await runMatrix(out.path, [...how, ...pair, '--retries', '0']);
  expect(run.status).toBe(1);
  return run.cell(server, client, testCase);
}

describe('a client that says passed is caught', () => {
  it.each([
    ['prompt', 'signalling', 'client: exit 0, but it posted no offer to the URL that it was called with'],
    ['signaller', 'DTLS', 'client: exit 0, but no packet left it'],
    ['selfish', 'DTLS', 'client: exit 0, but no DTLS record left it'],
  ])('%s, in either case', async (client, stage, reason) => {
    for (const testCase of ['peer-connection', 'data-channel-echo']) {
      expect(await play('werift', client, testCase)).toMatchObject({
        verdict: 'failed',
        blame: 'client',
        stage,
        reason,
      });
    }
  });

  it('pretender: what looks encrypted is no handshake, also where it comes before any', async () => {
    expect(await play('werift', 'pretender', 'peer-connection')).toMatchObject({
      verdict: 'failed',
      blame: 'client',
      stage: 'DTLS',
      reason: 'client: exit 0, but client sent neither ClientHello nor ServerHello (RFC 6347 section 4.2.4)',
    });
  });

  it('mute: it is connected, and says so of data that it never sent', async () => {
    expect(await play('werift', 'mute', 'data-channel-echo')).toMatchObject({
      verdict: 'failed',
      blame: 'client',
      stage: 'SCTP',
      reason: 'client said that data went both ways, but client sent no application data (RFC 8261 section 3)',
    });
  });

  it('credulous: it took a certificate that its server had not described', async () => {
    const cell = await play('forger', 'credulous', 'data-channel-echo');
    expect(cell).toMatchObject({ verdict: 'failed', blame: 'client', stage: 'DTLS' });
    expect(cell.reason).toMatch(
      /^client: exit 0, although the certificate that server showed \(SHA-256 [0-9A-F:]{95}\) is not the one of its description \(RFC 8122 section 6\.2\) \(frame \d+ of the capture\)$/,
    );
  });
});

describe('a server whose description is not its own lets nobody pass', () => {
  it('forger: another certificate than it described, which an honest client refuses', async () => {
    const cell = await play('forger', 'werift', 'data-channel-echo');
    expect(cell).toMatchObject({ verdict: 'failed', blame: 'server', stage: 'DTLS' });
    expect(cell.reason).toMatch(
      /^client: DTLS: the connection ended.*; on the wire: the certificate that server showed \(SHA-256 [0-9A-F:]{95}\) is not the one of its description \(RFC 8122 section 6\.2\) \(frame \d+ of the capture\)/,
    );
  });

  it('courier: what another process answered to somebody else', async () => {
    const cell = await play('courier', 'werift', 'data-channel-echo');
    expect(cell).toMatchObject({ verdict: 'failed' });
    expect(cell.reason).toMatch(/^client: (ICE: not connected|DTLS: handshake not completed) within \d+ ms/);
    expect(cell.blame).not.toBe('client');
  });
});
