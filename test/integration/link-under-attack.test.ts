/** The link between hostile peers: it stays bounded, and whoever else it serves does not notice. */
import { describe, expect, it } from 'vitest';
import {
  cellOptions,
  countFiles,
  joinPeers,
  openPeer,
  readMemory,
  startLink,
  until,
  type Joined,
} from './link-sockets.ts';

/** A Binding request with the user name alone: the link does not check integrity to learn an address. */
function checkFor(username: string, number: number): Buffer {
  const value = Buffer.from(username);
  const padded = Math.ceil(value.length / 4) * 4;
  const bytes = Buffer.alloc(24 + padded);
  bytes.writeUInt16BE(1, 0);
  bytes.writeUInt16BE(4 + padded, 2);
  bytes.writeUInt32BE(0x2112a442, 4);
  bytes.writeUInt32BE(number, 16);
  bytes.writeUInt16BE(6, 20);
  bytes.writeUInt16BE(value.length, 22);
  value.copy(bytes, 24);
  return bytes;
}

/** Both ways, after whatever was done before. What a flood left in the sockets may come first. */
async function expectAlive({ client, server, toServer, toClient }: Joined): Promise<void> {
  const [there, back] = [Buffer.from('\u0016there', 'latin1'), Buffer.from('\u0016back', 'latin1')];
  // The kernel may still lose one behind a flood.
  await until(async () => {
    await client.send(there, toServer);
    await server.send(back, toClient);
    await new Promise((resolve) => setTimeout(resolve, 10));
    return server.received.some((bytes) => bytes.equals(there)) && client.received.some((bytes) => bytes.equals(back));
  });
}

async function flood({ client, toServer }: Joined, packets: number, bytes: Buffer): Promise<void> {
  const batch = 200;
  for (let sent = 0; sent < packets; sent += batch) {
    await Promise.all(Array.from({ length: batch }, () => client.send(bytes, toServer)));
    client.received.length = 0;
  }
}

describe('the link bears', () => {
  it('junk of every length and first byte, which it passes as it is', async () => {
    await using started = await startLink();
    const cell = await started.link.openCell(cellOptions());
    await using joined = await joinPeers(cell);
    let random = 1;
    for (let length = 1; length <= 1500; length += 1) {
      const junk = Buffer.alloc(length);
      for (let at = 0; at < length; at += 1) junk[at] = (random = (random * 48_271) % 2_147_483_647) & 255;
      // Each class of RFC 7983, and each kind of STUN message and DTLS record.
      junk[0] = length % 256;
      await joined.client.send(junk, joined.toServer);
      await until(() => joined.server.received.length === length);
      expect(joined.server.received.at(-1)?.equals(junk)).toBe(true);
    }
    expect((await cell.evidence()).paths.at(-1)?.evidence.packets).toBe(1500);
    expect((await cell.close([])).capture.length).toBeGreaterThan(1000);
  });

  it('a flood, and one before a narrow line, in bounded memory', async () => {
    await using started = await startLink();
    const narrow = { direction: 'both', kind: 'any', nth: 'all', do: { kbitPerSecond: 64 } } as const;
    for (const rules of [[], [narrow]]) {
      const cell = await started.link.openCell(cellOptions());
      await cell.impair(rules);
      await using joined = await joinPeers(cell);
      const packet = Buffer.alloc(1200, 0x17);
      joined.server.socket.removeAllListeners('message');
      await flood(joined, 10_000, packet);
      await cell.evidence();
      const before = await readMemory(started.pid);
      await flood(joined, 60_000, packet);
      await cell.evidence();
      // Kept, they would be 72 MB.
      expect((await readMemory(started.pid)) - before).toBeLessThan(40 * 2 ** 20);
      // 2 MiB of data, and the 4 MiB that a capture has for everything else.
      expect((await cell.close([])).capture.length).toBeLessThan(7 * 2 ** 20);
    }
    await using next = await joinPeers(await started.link.openCell(cellOptions()));
    await expectAlive(next);
  });

  it('a thousand sockets that send to a path, with the right user name and without', async () => {
    await using started = await startLink();
    const cell = await started.link.openCell(cellOptions());
    await using joined = await joinPeers(cell);
    const before = await countFiles(started.pid);
    for (let number = 0; number < 1000; number += 1) {
      await using guest = await openPeer(joined.client.here.address);
      await guest.send(checkFor(number % 2 === 0 ? 'ssss:cccc' : 'xxxx:yyyy', number), joined.toServer);
    }
    await until(async () => ((await cell.evidence()).paths.at(-1)?.strays ?? 0) >= 500);
    expect(await countFiles(started.pid)).toBe(before);
    await until(() => joined.server.received.length === 500);
    // Who never sent is known by its candidate, however many came between.
    await joined.client.send(checkFor('ssss:cccc', 5000), joined.toServer);
    await expectAlive(joined);
  });

  it('a thousand paths asked for at once: a cell has 256, and the other cells go on', async () => {
    await using started = await startLink();
    const cell = await started.link.openCell(cellOptions());
    const before = await countFiles(started.pid);
    const asked = await Promise.allSettled(Array.from({ length: 1000 }, () => cell.openPath()));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(256);
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(new Set(refused)).toEqual(new Set(['Error: the link: a cell has 256 paths at most']));
    expect(await countFiles(started.pid)).toBe(before + 512);
    await using other = await joinPeers(await started.link.openCell(cellOptions()));
    await expectAlive(other);
    await cell.close([]);
    await until(async () => (await countFiles(started.pid)) <= before + 6);
  });
});
