/** Attempts over driven peers: what is left of them in the runner when they are over. */
import { getEventListeners, setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { ScriptedCase } from '../../runner/cases/case.ts';
import { peerConnection } from '../../runner/cases/peer-connection.ts';
import { createProcessEngine } from '../../runner/engines/process/index.ts';
import { attemptDriven } from '../../runner/execute/attempt-driven.ts';
import { greetDrivenPeer } from '../../runner/execute/driven-peer.ts';
import { loadMatrixFor } from '../../runner/load/index.ts';
import { repository } from './run-cli.ts';

const START_MS = 60_000;

it('leaves no listener on the signal of the run, also when garbage was collected in the middle', async () => {
  const { implementations } = await loadMatrixFor(join(repository, 'matrix.yaml'), []);
  const engine = createProcessEngine({ root: repository });
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const emit = (): void => undefined;
  const wanted = implementations.filter(({ name }) => name === 'libwebrtc');
  const [prepared] = await engine.prepare(wanted, { emit, signal });
  if (prepared?.ok !== true) throw new Error('libwebrtc cannot be prepared');
  await using room = await engine.open('attempts', emit);
  const peer = await greetDrivenPeer(await room.startDriven(prepared, 'client', signal), START_MS);

  const scripted: ScriptedCase = {
    ...peerConnection,
    script: async () => {
      await new Promise(setImmediate);
      collectGarbage();
      await new Promise(setImmediate);
    },
  };
  const options = { timeoutMs: START_MS, signal, seed: 1, carriage: null, turns: null };
  const attempts = Array.from({ length: 16 }, () => attemptDriven(scripted, peer, peer, options));
  expect(getEventListeners(signal, 'abort').length).toBeGreaterThan(0);
  for (const attempt of await Promise.all(attempts)) {
    expect(attempt.observation).toMatchObject({ kind: 'driven', outcome: { kind: 'passed' } });
  }
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  // That flag makes it a global of every new context.
  const collect = runInNewContext('gc') as () => void;
  collect();
}
