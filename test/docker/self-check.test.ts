/** Clients in containers that are asked for a case that cannot exist: by name, and foreign images by number. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prepared, Room } from '../../runner/engines/engine.ts';
import { SelfCheck, SelfCheckError } from '../../runner/execute/self-check.ts';
import { createEngine, ignore, never, newRunId, noDocker, preparePeers } from './fixtures.ts';

describe.skipIf(noDocker !== null)('the self-check', () => {
  let room: Room;
  let url: string;
  let peers: Prepared[];

  beforeAll(async () => {
    const engine = await createEngine();
    peers = await preparePeers(engine, 'honest', 'liar', 'hanger');
    room = await engine.open(newRunId(), ignore);
    url = (await room.startServer(find('honest'), never)).url;
  });
  afterAll(() => room[Symbol.asyncDispose]());

  function find(name: string): Prepared {
    const found = peers.find(({ implementation }) => implementation.name === name);
    if (found === undefined) throw new Error(`${name} is not prepared`);
    return found;
  }

  /** The honest image, taken for a foreign one with this command. */
  function foreign(...client: string[]): Prepared {
    const honest = find('honest');
    const image = { kind: 'reference', reference: 'honest', server: null, client, port: 8080 } as const;
    return { ...honest, implementation: { ...honest.implementation, image } };
  }

  async function check(peer: Prepared, timeoutMs = 10_000): Promise<void> {
    const client = await room.startClient(peer, never);
    await new SelfCheck().checkClient(peer, client, { url: () => Promise.resolve(url), timeoutMs, signal: never });
    await client.stop();
  }

  it('believes who refuses it', async () => {
    await check(find('honest'));
    await check(foreign('peer', 'call', '--case={case}', '{url}'));
    await check(foreign('peer', 'call', '-x', '{number}', '{url}'));
  });

  it.each([
    ['says passed to it', () => find('liar'), /^self-check: client liar answered .* exit code 0, expected 77 /],
    ['hangs', () => find('hanger'), /^self-check: client hanger did not answer .* was killed, expected 77 /],
    [
      'does not look at the name',
      () => foreign('sh', '-c', 'TESTCASE=peer-connection exec peer call "$1"', 'sh', '{url}'),
      /exit code 0, expected 77 /,
    ],
    [
      'does not look at the number',
      () => foreign('sh', '-c', 'TESTCASE=peer-connection exec peer call "$1"', '{number}', '{url}'),
      /made-up case number \d+ with exit code 0, expected any exit code but 0 /,
    ],
  ])('does not believe a client that %s', async (_what, peer, message) => {
    const checked = check(peer(), 1_500);
    await expect(checked).rejects.toThrow(SelfCheckError);
    await expect(checked).rejects.toThrow(message);
  });
});
