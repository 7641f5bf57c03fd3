import type { Role } from '../model.ts';
import type { Channel } from '../peers/driven/channel.ts';
import type { Connection } from '../peers/driven/connection.ts';
import { expectEqual, expectThat } from '../peers/driven/failure.ts';
import type { ScriptedCase } from './case.ts';
import { claimOf } from './messages.ts';
import { connectWithChannel, dtlsClientOf, together } from './steps.ts';

const IDS = 'RFC 8832 section 6';
const EACH = 10;

export const channelIds: ScriptedCase = {
  name: 'channel-ids',
  abbreviation: 'ID',
  title:
    'Ids are even for the DTLS client and odd for the DTLS server, and never collide when both open channels at once.',
  spec: [IDS, 'RFC 8831 section 6.5'],
  number: null,
  script: async (world) => {
    const { client, server, near, far, ...exchanged } = await connectWithChannel(world);
    const { dtlsRole } = await client.transport();
    const dtlsClient = dtlsRole === undefined ? dtlsClientOf(exchanged) : dtlsRole === 'client' ? 'client' : 'server';
    const [theirs, ours] = await together([openMany(server), openMany(client)]);
    const seen = new Map<number, Channel>();
    for (const channel of [near, ...ours, ...theirs]) {
      const id = await channel.property('id');
      expectParity(channel, id, dtlsClient);
      expectThat(
        claimOf(channel, 'SCTP', IDS),
        'channel id',
        id,
        id !== null && !seen.has(id),
        'one that is not in use',
      );
      if (id !== null) seen.set(id, channel);
    }
    // Each came out at the other side: none was taken for another.
    await together([takeAll(client), takeAll(server), ...[...ours, ...theirs].map((channel) => channel.opened())]);
    const farId = (await far.properties()).id;
    if (farId !== undefined) expectEqual(claimOf(far, 'SCTP', IDS), 'channel id', farId, await near.property('id'));
  },
};

function openMany(connection: Connection): Promise<readonly Channel[]> {
  return together(Array.from({ length: EACH }, (_, index) => connection.createDataChannel({ label: String(index) })));
}

async function takeAll(connection: Connection): Promise<void> {
  for (let count = 0; count < EACH; count += 1) await connection.announced();
}

function expectParity(channel: Channel, id: number | null, dtlsClient: Role): void {
  const isClient = channel.side.role === dtlsClient;
  const parity = isClient ? 'an even id, for it is the DTLS client' : 'an odd id, for it is the DTLS server';
  const holds = id !== null && id % 2 === (isClient ? 0 : 1);
  expectThat(claimOf(channel, 'SCTP', IDS), 'channel id', id, holds, parity);
}
