import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { connectWithChannel } from './steps.ts';

export const messageEmpty: ScriptedCase = {
  name: 'message-empty',
  abbreviation: 'ME',
  title: 'An empty text and an empty binary message arrive as such, and what follows them is not touched.',
  spec: ['RFC 8831 section 6.6'],
  number: null,
  script: async (world) => {
    const ends = await connectWithChannel(world);
    await echo(ends, '');
    await echo(ends, new Uint8Array());
    await echo(ends, world.text('after'));
  },
};
