/** Driven peers that lie, against an honest one: each is caught, with a reason that says by what. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportCell } from '../../runner/report/schema.ts';
import { repository, runMatrix, temporaryFolder } from './run-cli.ts';

const config = join(repository, 'test', 'fixtures', 'liars', 'matrix.yaml');

interface Played {
  readonly status: number | undefined;
  readonly cells: readonly ReportCell[];
}

async function play(
  server: string,
  client: string,
  testCase: string,
  options: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Played> {
  await using out = await temporaryFolder();
  const pair = [
    '--config',
    config,
    '--engine',
    'process',
    '--contract',
    'script',
    '--server',
    server,
    '--client',
    client,
  ];
  const { status, report } = await runMatrix(
    out.path,
    [...pair, '--case', testCase, '--timeout', '20s', ...options],
    env,
  );
  return { status, cells: report.cells };
}

describe('a liar is caught', () => {
  it('that says connected before anything happened', async () => {
    const {
      cells: [cell],
    } = await play('libwebrtc', 'hasty', 'peer-connection');
    expect(cell).toMatchObject({ verdict: 'failed', flaky: false });
    expect(cell?.reason).toMatch(/^(server|client): .*connect/);
  });

  it('that tells its own message as the echo', async () => {
    const {
      cells: [cell],
    } = await play('libwebrtc', 'parrot', 'data-channel-echo');
    expect(cell).toMatchObject({
      verdict: 'failed',
      blame: 'client',
      stage: 'application',
    });
  });

  it('that tells its own message as the echo when the other side has long got it', async () => {
    const {
      cells: [cell],
    } = await play('libwebrtc', 'echoist', 'data-channel-echo', ['--retries', '0']);
    expect(cell).toMatchObject({ verdict: 'failed', blame: 'either', stage: 'application' });
    expect(cell?.reason).toMatch(/^client: message is "echo [0-9a-f]+", expected "echo [0-9a-f]+ \(back\)"/);
  });

  it('that takes candidates and does nothing with them, although the other side would find it', async () => {
    for (const [server, client] of [
      ['libwebrtc', 'aloof'],
      ['aloof', 'libwebrtc'],
    ] as const) {
      const {
        cells: [cell],
      } = await play(server, client, 'trickle', ['--retries', '0', '--timeout', '5s']);
      expect(cell).toMatchObject({ verdict: 'failed' });
      expect(cell?.reason).toMatch(/^(server|client): .*"connected"/);
    }
  });

  it('that takes the option of an RSA certificate and shows another', async () => {
    for (const testCase of ['certificate-rsa', 'certificate-mixed']) {
      const {
        cells: [cell],
      } = await play('werift', 'conformist', testCase, ['--retries', '0']);
      expect(cell).toMatchObject({ verdict: 'failed', blame: 'client', stage: 'DTLS' });
      expect(cell?.reason).toMatch(/^client: the kinds of the certificates that it showed is \["ec"\], expected rsa/);
    }
  });

  it('that changes labels', async () => {
    const {
      cells: [cell],
    } = await play('relabeller', 'libwebrtc', 'channel-label');
    expect(cell).toMatchObject({ verdict: 'failed', blame: 'either' });
    expect(cell?.reason).toMatch(/server: .*label.* expected .*RFC 8832 section 5\.1/);
  });

  it('that drops every tenth message', async () => {
    const {
      cells: [cell],
    } = await play('dropper', 'libwebrtc', 'message-burst');
    expect(cell).toMatchObject({
      verdict: 'failed',
      blame: 'either',
      stage: 'application',
    });
  });

  it('that answers methods it does not have: broken before the first case', async () => {
    const {
      cells: [cell],
      status,
    } = await play('libwebrtc', 'know-all', 'peer-connection');
    expect(cell).toMatchObject({ verdict: 'broken', blame: 'runner' });
    expect(cell?.reason).toContain('self-check: answered a made-up method');
    expect(status).toBe(3);
  });

  it('that leaves every promise pending', async () => {
    const {
      cells: [cell],
    } = await play('libwebrtc', 'procrastinator', 'peer-connection');
    expect(cell).toMatchObject({ verdict: 'failed', blame: 'client' });
    expect(cell?.reason).toMatch(/createPeerConnection was not answered within/);
  });

  it('that exits with status 0 in the middle', async () => {
    const {
      cells: [cell],
    } = await play('quitter', 'libwebrtc', 'peer-connection');
    expect(cell).toMatchObject({ verdict: 'failed', blame: 'server' });
    expect(cell?.reason).toContain("server: the peer's process ended (exit code 0) (last: setRemoteDescription)");
  });

  it('that floods notifications: no harm is done', async () => {
    const {
      cells: [cell],
    } = await play('libwebrtc', 'gossip', 'peer-connection', ['--timeout', '60s']);
    expect(cell?.verdict).toBe('passed');
  });
});

it('two that show nothing of a channel do not pass for showing it right', async () => {
  const {
    cells: [cell],
  } = await play('discreet', 'discreet', 'channel-options', ['--retries', '0']);
  expect(cell).toMatchObject({ verdict: 'unsupported' });
  expect(cell?.reason).toContain("neither side's channels show ordered, maxRetransmits, maxPacketLifeTime, protocol");
});

describe('what is no protocol on stdout breaks the cell, not the next one', () => {
  it.each([
    ['garbage', 'not JSON'],
    ['half-line', 'not JSON'],
    ['long-line', 'a line of more than'],
    ['invalid-utf8', 'not JSON'],
    ['no-question', 'a request that was not made'],
  ])('%s', async (kind, words) => {
    const args = ['--implementation', 'libwebrtc,babbler', '--timeout', '20s'];
    const { cells } = await play('libwebrtc', 'libwebrtc,babbler', 'peer-connection', args, { BABBLE: kind });
    const [honest, babbler] = ['libwebrtc', 'babbler'].map((name) => cells.find(({ client }) => client === name));
    expect(babbler).toMatchObject({ verdict: 'broken', blame: 'runner' });
    expect(babbler?.reason).toContain(words);
    expect(honest?.verdict).toBe('passed');
  });
});
