/** Peers in real containers: what they do, and what they do wrong. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PeerError, type ClientPeer, type Engine, type Prepared, type Room } from '../../runner/engines/engine.ts';
import {
  createEngine,
  ignore,
  implementation,
  never,
  newRunId,
  noDocker,
  prepare,
  preparePeers,
  request,
} from './fixtures.ts';

const names = ['honest', 'liar', 'crasher', 'hanger', 'flooder', 'glutton', 'deaf', 'stillborn', 'moody', 'rooted'];

describe.skipIf(noDocker !== null)('peers in containers', () => {
  let engine: Engine;
  let room: Room;
  const peers = new Map<string, Prepared>();

  beforeAll(async () => {
    engine = await createEngine();
    for (const peer of await preparePeers(engine, ...names)) peers.set(peer.implementation.name, peer);
    room = await engine.open(newRunId(), ignore);
  });
  afterAll(() => room[Symbol.asyncDispose]());

  const get = (name: string): Prepared => {
    const peer = peers.get(name);
    if (peer === undefined) throw new Error(`${name} was not prepared`);
    return peer;
  };
  const startClient = (name: string): Promise<ClientPeer> => room.startClient(get(name), never);
  const nowhere = 'http://server-nowhere:8080/offer';

  it('lets a client reach a server by its name, and tells the version that really runs', async () => {
    const [server, client] = await Promise.all([room.startServer(get('honest'), never), startClient('honest')]);
    expect(server.version).toBe('1.2.3');
    const mark = server.mark();
    expect(await client.call(request(server.url))).toMatchObject({ exitCode: 0, signal: null, timedOut: false });
    expect(server.log(mark).text).toBe('offer 1\n');
    expect(await server.died()).toBeNull();
  });

  it('gives a second server of the same implementation an address of its own', async () => {
    const servers = await Promise.all([room.startServer(get('honest'), never), room.startServer(get('honest'), never)]);
    const client = await startClient('honest');
    await client.call(request(servers[1].url));
    expect(servers.map((server) => server.log().text.includes('offer'))).toEqual([false, true]);
  });

  it('runs a foreign image as nobody, with its own command, and keeps exit code, output and environment', async () => {
    const image = {
      kind: 'reference',
      reference: get('rooted').image ?? '',
      server: ['serve'],
      client: ['peer', 'call', '-x', '5', '{url}', '{number}'],
      port: 8080,
    } as const;
    const { preparations } = await prepare(engine, implementation('foreign', { image }));
    const [foreign] = preparations;
    if (!foreign?.ok) throw new Error('not prepared');
    expect(foreign.origin).toBe('image');
    const [server, client] = await Promise.all([room.startServer(foreign, never), room.startClient(foreign, never)]);
    const outcome = await client.call(request(server.url));
    expect(outcome).toMatchObject({ exitCode: 5, signal: null });
    expect(outcome.log.text).toContain('uid 65534, case peer-connection, limit 18000');
    expect(outcome.log.text).toContain('asked to');
  });

  it('names the signal that a client died of', async () => {
    const client = await startClient('crasher');
    const outcome = await client.call(request(nowhere));
    expect(outcome).toMatchObject({ exitCode: null, signal: 'SIGSEGV', timedOut: false });
    expect(outcome.log.text).toBe('about to crash\n');
  });

  it('kills a client that ignores TERM, with its children, and goes on in the same container', async () => {
    const client = await startClient('hanger');
    for (const timeoutMs of [1000, 1200]) {
      const outcome = await client.call(request(nowhere, { timeoutMs }));
      expect(outcome).toMatchObject({ exitCode: null, signal: 'SIGKILL', timedOut: true });
      expect(outcome.log.text).toContain('hanging');
    }
  });

  it('kills a client at once when the run is aborted', async () => {
    const client = await startClient('hanger');
    const abort = new AbortController();
    const calling = client.call(request(nowhere, { signal: abort.signal }));
    setTimeout(() => {
      abort.abort();
    }, 300);
    expect(await calling).toMatchObject({ signal: 'SIGKILL', timedOut: false });
  });

  it('keeps the first and the last of what a client prints endlessly', async () => {
    const client = await startClient('flooder');
    const { log, timedOut } = await client.call(request(nowhere, { timeoutMs: 1500 }));
    expect(timedOut).toBe(true);
    expect(log.droppedBytes).toBeGreaterThan(0);
    expect(log.text.length).toBeLessThan(300 * 1024);
    expect(log.text).toMatch(/^\ufffdyyy/);
  });

  it('says when the memory limit killed a client', async () => {
    const client = await startClient('glutton');
    expect(await client.call(request(nowhere))).toMatchObject({ exitCode: null, signal: 'SIGKILL (out of memory)' });
  });

  it('tells a client that crashed from one whose container vanished', async () => {
    const client = await startClient('hanger');
    const calling = client.call(request(nowhere));
    setTimeout(() => void client.stop(), 500);
    await expect(calling).rejects.toThrow(PeerError);
    await expect(client.call(request(nowhere))).rejects.toThrow('lost its container');
  });

  it('names the exit code and the last words of a server that dies at start', async () => {
    const error = await room.startServer(get('stillborn'), never).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PeerError);
    expect(error).toMatchObject({
      message: 'died at start (exit code 3)',
      log: { text: 'no entropy left\n', droppedBytes: 0 },
    });
  });

  it('gives up on a server that listens but is never healthy', async () => {
    const error = await room.startServer(get('deaf'), never).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PeerError);
    expect(String(error)).toContain('not healthy within 3000 ms');
    expect(error).toMatchObject({ log: { text: 'listening on 8080\n' } });
  });

  it('knows that a server has died as soon as the client does', async () => {
    const [server, client] = await Promise.all([room.startServer(get('moody'), never), startClient('honest')]);
    expect((await client.call(request(server.url))).exitCode).toBe(0);
    expect((await client.call(request(server.url))).exitCode).toBe(0);
    expect(await server.died()).toBeNull();
    const mark = server.mark();
    expect((await client.call(request(server.url))).exitCode).toBe(1);
    expect(await server.died()).toEqual({ exitCode: null, signal: 'SIGKILL' });
    expect(server.log(mark).text).toContain('three is too many');
  });

  it('bears a server that prints endlessly', async () => {
    const [server, client] = await Promise.all([room.startServer(get('flooder'), never), startClient('honest')]);
    expect((await client.call(request(server.url))).exitCode).toBe(0);
    expect(server.log().text.length).toBeLessThan(300 * 1024);
    await server.stop();
  });
});
