import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { connectWithChannel, openChannel } from './steps.ts';

export const channelAfterConnect: ScriptedCase = {
  name: 'channel-after-connect',
  abbreviation: 'AC',
  title: 'Either side opens channels on a connected pair, without another offer and answer.',
  spec: ['RFC 8831 section 6.5', 'RFC 8832 section 6'],
  number: null,
  script: async (world) => {
    const { client, server } = await connectWithChannel(world);
    await echo(await openChannel(server, client, { label: "the server's" }), world.text("the server's"));
    await echo(await openChannel(client, server, { label: "the client's" }), world.text("the client's"));
  },
};
