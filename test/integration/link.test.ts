/** The link's own process between real sockets: what it passes on, what it refuses, and how it ends. */
import { describe, expect, it } from 'vitest';
import { cellOptions, countFiles, describePeer, joinPeers, openPeer, startLink, until } from './link-sockets.ts';

/** The first byte of a DTLS record (RFC 7983): what is no STUN is passed as it is. */
const record = (text: string): Buffer => Buffer.from(`\u0016${text}`, 'latin1');

describe('a path', () => {
  it('passes packets both ways, whole, and counts them by class and side', async () => {
    await using started = await startLink();
    const cell = await started.link.openCell(cellOptions());
    await using joined = await joinPeers(cell);
    const { client, server, toServer, toClient, path } = joined;
    await client.send(record('to the server'), toServer);
    await until(() => server.received.length === 1);
    await server.send(record('to the client'), toClient);
    await until(() => client.received.length === 1);
    expect(server.received).toEqual([record('to the server')]);
    expect(client.received).toEqual([record('to the client')]);
    const { paths } = await cell.evidence();
    const seen = paths.find((one) => one.path === path.path);
    expect(seen?.evidence.traffic.client.dtls).toMatchObject({ sent: 1, delivered: 1, bytes: 14 });
    expect(seen?.evidence.traffic.server.dtls).toMatchObject({ sent: 1, delivered: 1, bytes: 14 });
    expect(seen?.strays).toBe(0);
  });

  it('passes the largest datagram that UDP has, and the empty one', async () => {
    await using started = await startLink();
    await using joined = await joinPeers(await started.link.openCell(cellOptions()));
    const { client, server, toServer, toClient } = joined;
    const largest = Buffer.alloc(65_507, 0x80);
    await client.send(largest, toServer);
    await server.send(largest, toClient);
    await until(() => server.received.length === 1 && client.received.length === 1);
    expect(server.received[0]?.equals(largest)).toBe(true);
    expect(client.received[0]?.equals(largest)).toBe(true);
    await client.send(Buffer.alloc(0), toServer);
    await until(() => server.received.length === 2);
    expect(server.received[1]).toHaveLength(0);
  });

  it('refuses packets of strangers, and tells how many', async () => {
    await using started = await startLink();
    const cell = await started.link.openCell(cellOptions());
    await using joined = await joinPeers(cell);
    const { client, server, toServer, path } = joined;
    await using stranger = await openPeer(client.here.address);
    await stranger.send(record('stray'), toServer);
    await stranger.send(record('stray again'), toServer);
    // What is sent after them arrives after them: both sockets send to the same one.
    await client.send(record('own'), toServer);
    await until(() => server.received.length > 0);
    expect(server.received).toEqual([record('own')]);
    const seen = (await cell.evidence()).paths.find((one) => one.path === path.path);
    expect(seen?.strays).toBe(2);
  });
});

describe('cells', () => {
  it('of two links at once do not disturb each other', async () => {
    await using one = await startLink();
    await using other = await startLink();
    expect(one.pid).not.toBe(other.pid);
    await using first = await joinPeers(await one.link.openCell(cellOptions()));
    await using second = await joinPeers(await other.link.openCell(cellOptions()));
    await first.client.send(record('one'), first.toServer);
    await second.client.send(record('other'), second.toServer);
    await until(() => first.server.received.length === 1 && second.server.received.length === 1);
    await one.link.stop();
    expect(one.link.gone()?.message).toMatch(/^the link ended/);
    await second.server.send(record('still here'), second.toClient);
    await until(() => second.client.received.length === 1);
    expect(second.client.received).toEqual([record('still here')]);
  });

  it('leave no socket behind, 200 of them', async () => {
    await using started = await startLink();
    const before = await countFiles(started.pid);
    for (let count = 0; count < 200; count += 1) {
      const cell = await started.link.openCell(cellOptions());
      const [path] = await Promise.all([cell.openPath(), cell.openProxy('http://127.0.0.1:9/offer')]);
      await path.carryDescription('client', describePeer({ address: '127.0.0.1', port: 9 }, 'cccc'));
      if (count === 0) expect(await countFiles(started.pid)).toBeGreaterThanOrEqual(before + 3);
      await cell.close([]);
    }
    await until(async () => (await countFiles(started.pid)) <= before);
  });

  it('end with packets on their way: those are lost, and the next cell works', async () => {
    await using started = await startLink();
    const cell = await started.link.openCell(cellOptions());
    await cell.impair([{ direction: 'both', kind: 'any', nth: 'all', do: { delayMs: 60_000 } }]);
    await using joined = await joinPeers(cell);
    const { client, server, toServer, path } = joined;
    for (let count = 0; count < 100; count += 1) await client.send(record('late'), toServer);
    await until(async () => (await cell.evidence()).decisions.some(({ count }) => count === 100));
    expect((await cell.close([])).capture.length).toBeGreaterThan(0);
    await expect(path.carryCandidate('client', '')).rejects.toThrow(/no cell \d+$/);
    await using next = await joinPeers(await started.link.openCell(cellOptions()));
    await next.client.send(record('next'), next.toServer);
    await until(() => next.server.received.length === 1);
    expect(server.received).toEqual([]);
  });
});

describe('the process', () => {
  it('ends with its stdin', async () => {
    await using started = await startLink();
    await joinPeers(await started.link.openCell(cellOptions())).then((joined) => joined[Symbol.asyncDispose]());
    started.process.endInput();
    expect(await started.process.ended).toEqual({ exitCode: 0, signal: null });
  });

  it('that is killed says so to whoever waits, and to whoever asks later', async () => {
    await using started = await startLink();
    const cell = await started.link.openCell(cellOptions());
    process.kill(started.pid, 'SIGSTOP');
    const waiting = cell.evidence();
    process.kill(started.pid, 'SIGKILL');
    await expect(waiting).rejects.toThrow('the link ended (SIGKILL)');
    await expect(cell.openPath()).rejects.toThrow('the link ended (SIGKILL)');
    expect(started.link.gone()).not.toBeNull();
  });
});
