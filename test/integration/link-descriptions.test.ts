/** Descriptions that are legal and unlike those of the stacks here: their makers reach each other through the link all the same. */
import { expect, it } from 'vitest';
import { readFacts } from '../../runner/link/sdp-path.ts';
import { cellOptions, findAddress, openPeer, startLink, until } from './link-sockets.ts';

/** A Binding request with a USERNAME of nine bytes, like `ssss:cccc` (RFC 8489 section 5). */
function makeCheck(username: string): Buffer {
  const header = Buffer.from(`000100102112a442${Buffer.from(username.padEnd(12)).toString('hex')}`, 'hex');
  const attribute = Buffer.alloc(16);
  attribute.writeUInt16BE(0x0006, 0);
  attribute.writeUInt16BE(9, 2);
  attribute.write(username, 4);
  return Buffer.concat([header, attribute]);
}

interface Way {
  readonly what: string;
  readonly describe: (ufrag: string, name: string) => readonly string[];
}

const credentials = (ufrag: string): string[] => [`a=ice-ufrag:${ufrag}`, `a=ice-pwd:${ufrag.repeat(6)}`];
const media = 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel';
const candidate = (address: string): string => `a=candidate:1 1 udp 2130706431 ${address} 5000 typ host`;
const ways: readonly Way[] = [
  {
    what: 'with a name instead of an address on both sides',
    describe: (ufrag, name) => ['v=0', media, ...credentials(ufrag), candidate(`${name}.local`)],
  },
  {
    what: 'with credentials of the session that the media section overrules (RFC 8839 section 5.4)',
    describe: (ufrag) => ['v=0', ...credentials('gone'), media, ...credentials(ufrag), candidate('192.0.2.1')],
  },
];

it.each(ways)('$what', async ({ describe }) => {
  await using started = await startLink();
  const cell = await started.link.openCell(cellOptions());
  const address = await findAddress(cell);
  const path = await cell.openPath();
  await using client = await openPeer(address);
  await using server = await openPeer(address);
  const carry = async (from: 'client' | 'server', ufrag: string): Promise<{ address: string; port: number }> => {
    const led = await path.carryDescription(from, [...describe(ufrag, from), ''].join('\r\n'));
    const { candidate: to } = readFacts(led);
    if (to === null) throw new Error('the description lost its candidate');
    return to;
  };
  const toClient = await carry('client', 'cccc');
  const toServer = await carry('server', 'ssss');
  // The first one of them only tells where its sender is.
  await until(async () => {
    await client.send(makeCheck('ssss:cccc'), toServer);
    await server.send(makeCheck('cccc:ssss'), toClient);
    return client.received.length > 0 && server.received.length > 0;
  });
  expect(client.received[0]).toEqual(makeCheck('cccc:ssss'));
  expect(server.received[0]).toEqual(makeCheck('ssss:cccc'));
  const seen = (await cell.evidence()).paths.find((one) => one.path === path.path);
  expect(seen?.strays).toBe(0);
});
