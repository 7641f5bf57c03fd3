import type { Channel } from '../peers/driven/channel.ts';
import { expectThat } from '../peers/driven/failure.ts';
import type { ScriptedCase } from './case.ts';
import { claimOf, echo } from './messages.ts';
import { bothOpen, connectWithChannel, together } from './steps.ts';

const STREAMS = 'RFC 8831 section 6.2';
const CHANNELS = 200;

export const manyChannels: ScriptedCase = {
  name: 'many-channels',
  abbreviation: 'CH',
  title: 'Two hundred channels on one connection, each with its own messages.',
  spec: [STREAMS],
  number: null,
  heavy: true,
  script: async (world) => {
    const { client, server } = await connectWithChannel(world);
    const labels = Array.from({ length: CHANNELS }, (_, index) => world.text(`channel ${index}`));
    const near = await together(labels.map((label) => client.createDataChannel({ label })));
    const far = new Map<string, Channel>();
    for (let count = 0; count < CHANNELS; count += 1) {
      const channel = await server.announced(STREAMS);
      const label = (await channel.property('label')) ?? '';
      const isNew = labels.includes(label) && !far.has(label);
      expectThat(
        claimOf(channel, 'SCTP', STREAMS),
        'label of an announced channel',
        label,
        isNew,
        'one of those opened',
      );
      far.set(label, channel);
    }
    await together(
      near.map(async (channel, index) => {
        const label = labels[index] ?? '';
        const ends = { near: channel, far: far.get(label) ?? channel };
        await bothOpen(ends);
        await echo(ends, label);
      }),
    );
  },
};
