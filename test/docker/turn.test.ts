/** The TURN server of a run on Docker: two real stacks through it, and one that dies. */
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { createDockerEngine } from '../../runner/engines/docker/index.ts';
import type { Room } from '../../runner/engines/engine.ts';
import { TurnError, TurnKeeper } from '../../runner/execute/turn-keeper.ts';
import { runMatrix, temporaryFolder } from '../integration/run-cli.ts';
import { ignore, noDocker } from './fixtures.ts';

const signal = new AbortController().signal;

async function openRoom(run: string): Promise<Room> {
  const engine = await createDockerEngine({ root: '.' });
  return engine.open(run, ignore);
}

async function turnContainers(run: string, more = 'status=running'): Promise<string[]> {
  const filters = [
    '--filter',
    `label=webrtc-interop.run=${run}`,
    '--filter',
    'label=webrtc-interop.role=turn',
    '--filter',
    more,
  ];
  const { stdout } = await execa('docker', ['ps', '-aq', ...filters]);
  return stdout.split('\n').filter((id) => id !== '');
}

/** `tcp 3478`: those of TURN's ports, and of the ones behind them, as the container's kernel tells them. */
async function listeningSockets(id: string): Promise<string[]> {
  const open = await Promise.all(
    ['tcp', 'udp'].map(async (kind) => {
      const { stdout } = await execa('docker', ['exec', id, 'cat', `/proc/net/${kind}`]);
      const ports = [...stdout.matchAll(/ [0-9A-F]{8}:([0-9A-F]{4}) 00000000:0000 /g)].map(([, port = '']) =>
        Number.parseInt(port, 16),
      );
      return [3478, 3479, 5349, 5350].filter((port) => ports.includes(port)).map((port) => `${kind} ${port}`);
    }),
  );
  return open.flat();
}

describe.skipIf(noDocker !== null)('a TURN server on Docker', () => {
  it('relays for two stacks, over UDP and over TCP', async () => {
    await using out = await temporaryFolder();
    // Not with libwebrtc, over TCP a race of it with werift (docs/findings.md).
    const pair = ['--server', 'werift', '--client', 'pion', '--case', 'turn-relay'];
    const { status, report } = await runMatrix(out.path, [...pair, '--engine', 'docker']);
    expect(report.cells.map(({ verdict, reason }) => [verdict, reason])).toEqual([['passed', null]]);
    expect(status).toBe(0);
  });

  it('relays over TLS for two stacks that trust the run, and for none of them where nobody vouches', async () => {
    await using out = await temporaryFolder();
    const pair = ['--server', 'werift', '--client', 'pion', '--case', 'turn-tls'];
    const { report } = await runMatrix(out.path, [...pair, '--engine', 'docker']);
    expect(report.cells.map(({ verdict, reason }) => [verdict, reason])).toEqual([['passed', null]]);
  });

  it('listens over one transport alone: who does not look at the one that is asked for reaches nobody', async () => {
    const run = `turn-alone-${process.pid}`;
    await using room = await openRoom(run);
    const servers = await new TurnKeeper(room, signal).get(['udp', 'tcp', 'tls', 'untrusted']);
    expect(new Set([...servers.values()].map(({ address }) => address)).size).toBe(4);
    const [udp, tcp, tls, untrusted] = await Promise.all(
      ['udp', 'tcp', 'tls', 'untrusted'].map(async (kind) => {
        const [id = ''] = await turnContainers(run, `name=turn-${kind}$`);
        return listeningSockets(id);
      }),
    );
    expect({ udp, tcp, tls, untrusted }).toEqual({
      udp: ['udp 3478'],
      tcp: ['tcp 3478'],
      tls: ['tcp 5349'],
      untrusted: ['tcp 5349'],
    });
    const roots = [...servers].map(([kind, { trustedRoots }]) => [kind, trustedRoots?.split('\n', 1)[0] ?? null]);
    expect(Object.fromEntries(roots)).toEqual({
      udp: null,
      tcp: null,
      tls: '-----BEGIN CERTIFICATE-----',
      untrusted: null,
    });
  });

  it('is started once, another one when it died, and goes with its room', async () => {
    const run = `turn-test-${process.pid}`;
    {
      await using room = await openRoom(run);
      const keeper = new TurnKeeper(room, signal);
      const first = await keeper.get(['udp', 'tcp']);
      expect(first.get('udp')?.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      expect(await keeper.get(['udp', 'tcp'])).toEqual(first);
      await keeper.checkAlive(first);
      const [id = ''] = await turnContainers(run, 'name=turn-tcp');
      await execa('docker', ['kill', id]);
      // At once, as a case would: a peer sees it before the engine tells.
      const asked = keeper.checkAlive(first);
      await expect(asked).rejects.toThrow(TurnError);
      await expect(asked).rejects.toThrow('the TURN server (TCP) ended (signal SIGKILL) while the case was played');
      const second = await keeper.get(['udp', 'tcp']);
      expect(second.get('udp')).toBe(first.get('udp'));
      expect(second.get('tcp')).not.toBe(first.get('tcp'));
      expect(second.get('tcp')?.credential).not.toBe(first.get('tcp')?.credential);
      await keeper.checkAlive(second);
    }
    expect(await turnContainers(run)).toEqual([]);
  });
});
