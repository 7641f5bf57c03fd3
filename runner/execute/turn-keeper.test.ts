import { expect, it } from 'vitest';
import { awaitTurn } from '../engines/docker/turn.ts';
import type { DrivenProcess } from '../engines/engine.ts';
import { TurnError, TurnKeeper } from './turn-keeper.ts';

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
  await expect(awaitTurn(dead, 'udp', credentials)).rejects.toMatchObject({
    message: 'ended (exit code 255)',
    log: { text: '0: ERROR: cannot bind\n' },
  });
  expect(stopped).toBe(1);
  let starts = 0;
  const room = { startTurn: () => ((starts += 1), awaitTurn(dead, 'udp', credentials)) };
  const keeper = new TurnKeeper(room, new AbortController().signal);
  await expect(keeper.get(['udp', 'tcp'])).rejects.toThrow(TurnError);
  await expect(keeper.get(['udp', 'tcp'])).rejects.toThrow('the TURN server (UDP) ended (exit code 255)');
  // Once a kind.
  expect(starts).toBe(2);
  await keeper.stop();
});
