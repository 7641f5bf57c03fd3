/** The TURN server of a run on Docker: two real stacks through it, and one that dies. */
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { createDockerEngine } from '../../runner/engines/docker/index.ts';
import { awaitTurn } from '../../runner/engines/docker/turn.ts';
import type { DrivenProcess, Room } from '../../runner/engines/engine.ts';
import { TurnError, TurnKeeper } from '../../runner/execute/turn-keeper.ts';
import { runMatrix, temporaryFolder } from '../integration/run-cli.ts';
import { ignore, noDocker } from './fixtures.ts';

const signal = new AbortController().signal;

async function openRoom(run: string): Promise<Room> {
  const engine = await createDockerEngine({ root: '.' });
  return engine.open(run, ignore);
}

async function turnContainers(run: string): Promise<string[]> {
  const filters = ['--filter', `label=webrtc-interop.run=${run}`, '--filter', 'label=webrtc-interop.role=turn'];
  const { stdout } = await execa('docker', ['ps', '-aq', ...filters]);
  return stdout.split('\n').filter((id) => id !== '');
}

describe.skipIf(noDocker !== null)('a TURN server on Docker', () => {
  it('relays for two stacks, over UDP and over TCP', async () => {
    await using out = await temporaryFolder();
    const pair = ['--server', 'werift', '--client', 'libwebrtc', '--case', 'turn-relay'];
    const { status, report } = await runMatrix(out.path, [...pair, '--engine', 'docker']);
    expect(report.cells.map(({ verdict, reason }) => [verdict, reason])).toEqual([['passed', null]]);
    expect(status).toBe(0);
  });

  it('is started once, another one when it died, and goes with its room', async () => {
    const run = `turn-test-${process.pid}`;
    {
      await using room = await openRoom(run);
      const keeper = new TurnKeeper(room, signal);
      const first = await keeper.get();
      expect(first.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      expect(await keeper.get()).toBe(first);
      const [id = ''] = await turnContainers(run);
      await execa('docker', ['kill', id]);
      await first.ended;
      const second = await keeper.get();
      expect(second).not.toBe(first);
      expect(second.credential).not.toBe(first.credential);
      expect(await turnContainers(run)).toHaveLength(2);
    }
    expect(await turnContainers(run)).toEqual([]);
  });
});

it('one that ends at its start is an error with what it said, told to every case', async () => {
  let stopped = 0;
  const dead: DrivenProcess = {
    write: () => undefined,
    writeBytes: () => undefined,
    onStdout: (listener) => {
      listener(Buffer.from('0: ERROR: cannot bind\n'));
    },
    ended: Promise.resolve({ exitCode: 255, signal: null }),
    log: () => ({ text: '', droppedBytes: 0 }),
    mark: () => 0,
    endInput: () => undefined,
    terminate: () => undefined,
    stop: () => {
      stopped += 1;
      return Promise.resolve();
    },
  };
  const credentials = { username: 'u', credential: 'p' };
  await expect(awaitTurn(dead, credentials)).rejects.toMatchObject({
    message: 'ended (exit code 255)',
    log: { text: '0: ERROR: cannot bind\n' },
  });
  expect(stopped).toBe(1);
  let starts = 0;
  const room = { startTurn: () => ((starts += 1), awaitTurn(dead, credentials)) };
  const keeper = new TurnKeeper(room, signal);
  await expect(keeper.get()).rejects.toThrow(TurnError);
  await expect(keeper.get()).rejects.toThrow('the TURN server ended (exit code 255)');
  expect(starts).toBe(1);
  await keeper.stop();
});
