/** The packets of a real pair led through a link of our own: with the pair's key it reads what is inside. */
import { expect, it } from 'vitest';
import { readKeyed } from '../fixtures/packets/read-keyed.ts';
import { cellOptions, joinPeers, startLink, until } from './link-sockets.ts';

it.each([
  ['with the key', true],
  ['without it', false],
])('a cell that ends %s', async (_, withKey) => {
  const { packets, keyLog } = readKeyed('werift-libwebrtc');
  await using started = await startLink();
  const cell = await started.link.openCell(cellOptions());
  await using joined = await joinPeers(cell);
  const { client, server, toServer, toClient } = joined;
  let taken = 0;
  for (const { from, bytes } of packets) {
    await (from === 'client' ? client.send(bytes, toServer) : server.send(bytes, toClient));
    taken += 1;
    // In their order: the two sides' sockets know nothing of each other.
    await until(() => client.received.length + server.received.length === taken);
  }
  const { paths } = await cell.close(withKey ? keyLog : []);
  const sctp = paths.at(-1)?.sctp ?? null;
  expect(sctp?.client.opens.map(({ labelBytes }) => labelBytes)).toEqual(withKey ? [4, 0, 4, 4] : undefined);
  // What it names is in the capture.
  const frame = paths.at(-1)?.frames[sctp?.client.opens[0]?.packet ?? 0];
  expect(frame).toEqual(withKey ? expect.any(Number) : undefined);
});
