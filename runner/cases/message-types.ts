import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { connectWithChannel } from './steps.ts';

/** UTF-8 of 1, 2, 3 and 4 bytes, and characters that end a string or a line elsewhere. */
const TEXT = 'plain, café, 日本語, 𝄞 😀, \u0000 \r\n "quoted"';

export const messageTypes: ScriptedCase = {
  name: 'message-types',
  abbreviation: 'MT',
  title: 'Text stays text, with UTF-8 of up to 4 bytes a character; binary stays binary, whatever is in it.',
  spec: ['RFC 8831 section 6.6'],
  number: null,
  script: async (world) => {
    const ends = await connectWithChannel(world);
    await echo(ends, TEXT);
    // Binary that could be read as text, and binary that could not.
    await echo(ends, Buffer.from(TEXT));
    await echo(
      ends,
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
    );
    await echo(ends, world.text('after'));
  },
};
