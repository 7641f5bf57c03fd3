import { expectThat } from '../peers/driven/failure.ts';
import type { ScriptedCase } from './case.ts';
import { claimOf, echo } from './messages.ts';
import { bothOpen, connectWithChannel, openChannel, type Ends } from './steps.ts';

const CLOSING = 'RFC 8831 section 6.7';
/** Each takes everything that was on the way along: acknowledgements, and resets that wait for them. */
const ROUND_TRIPS = 3;

export const channelClose: ScriptedCase = {
  name: 'channel-close',
  abbreviation: 'CC',
  title: 'Closing a channel on one side closes it on the other, and its id can be used again.',
  spec: [CLOSING, 'RFC 6525', 'W3C WebRTC section 6.2.4'],
  number: null,
  script: async (world) => {
    const { client, server, ...first } = await connectWithChannel(world);
    const second = await openChannel(client, server, { label: 'second' });
    await echo(second, world.text('second'));
    const id = await second.near.property('id');
    expectThat(claimOf(second.near, 'SCTP', CLOSING), 'id of an open channel', id, id !== null, 'a number');

    await second.near.close();
    await bothClosed(second);
    // The rest of the connection is not touched. And who told `close` a little before both directions of the stream
    // were reset (docs/cases.md) has the time to make it true.
    for (let trip = 1; trip <= ROUND_TRIPS; trip += 1) await echo(first, world.text(`first ${trip}`), CLOSING);
    const negotiated = { label: 'again', negotiated: true, id: id ?? 0 };
    const [near, far] = [await client.createDataChannel(negotiated), await server.createDataChannel(negotiated)];
    await bothOpen({ near, far });
    await echo({ near, far }, world.text('again'), CLOSING);

    // The other way round.
    await far.close();
    await bothClosed({ near, far });
    await echo(first, world.text('first'), CLOSING);
  },
};

async function bothClosed({ near, far }: Ends): Promise<void> {
  await Promise.all([near.closed(CLOSING), far.closed(CLOSING)]);
}
