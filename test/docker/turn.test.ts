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

/** Of TURN's port, as the container's kernel tells them: 3478 is 0D96. */
async function listeningSockets(id: string): Promise<string[]> {
  const open = await Promise.all(
    ['tcp', 'udp'].map(async (kind) => {
      const { stdout } = await execa('docker', ['exec', id, 'cat', `/proc/net/${kind}`]);
      return / [0-9A-F]{8}:0D96 00000000:0000 /.test(stdout) ? [kind] : [];
    }),
  );
  return open.flat();
}

describe.skipIf(noDocker !== null)('a TURN server on Docker', () => {
  it('relays for two stacks, over UDP and over TCP', async () => {
    await using out = await temporaryFolder();
    const pair = ['--server', 'werift', '--client', 'libwebrtc', '--case', 'turn-relay'];
    const { status, report } = await runMatrix(out.path, [...pair, '--engine', 'docker']);
    expect(report.cells.map(({ verdict, reason }) => [verdict, reason])).toEqual([['passed', null]]);
    expect(status).toBe(0);
  });

  it('listens over one transport alone: who does not look at the one that is asked for reaches nobody', async () => {
    const run = `turn-alone-${process.pid}`;
    await using room = await openRoom(run);
    const { udp, tcp } = await new TurnKeeper(room, signal).get();
    expect(udp.address).not.toBe(tcp.address);
    const sockets = await Promise.all((await turnContainers(run)).map(listeningSockets));
    expect(sockets.toSorted()).toEqual([['tcp'], ['udp']]);
  });

  it('is started once, another one when it died, and goes with its room', async () => {
    const run = `turn-test-${process.pid}`;
    {
      await using room = await openRoom(run);
      const keeper = new TurnKeeper(room, signal);
      const first = await keeper.get();
      expect(first.udp.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      expect(await keeper.get()).toEqual(first);
      await keeper.checkAlive(first);
      const [id = ''] = await turnContainers(run, 'name=turn-tcp');
      await execa('docker', ['kill', id]);
      // At once, as a case would: a peer sees it before the engine tells.
      const asked = keeper.checkAlive(first);
      await expect(asked).rejects.toThrow(TurnError);
      await expect(asked).rejects.toThrow('the TURN server (TCP) ended (signal SIGKILL) while the case was played');
      const second = await keeper.get();
      expect(second.udp).toBe(first.udp);
      expect(second.tcp).not.toBe(first.tcp);
      expect(second.tcp.credential).not.toBe(first.tcp.credential);
      await keeper.checkAlive(second);
    }
    expect(await turnContainers(run)).toEqual([]);
  });
});
