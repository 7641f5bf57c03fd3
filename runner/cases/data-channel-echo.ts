import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { connectWithChannel } from './steps.ts';

export const dataChannelEcho: ScriptedCase = {
  name: 'data-channel-echo',
  abbreviation: 'D',
  title: 'A message on a data channel comes back unchanged, text and binary.',
  spec: ['RFC 8831 section 6.6', 'RFC 8832 section 5.1'],
  number: 1,
  script: async (world) => {
    const ends = await connectWithChannel(world);
    await echo(ends, world.text('echo'));
    await echo(ends, Buffer.from(world.text('echo')));
  },
};
