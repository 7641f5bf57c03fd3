import type { Connection } from '../peers/driven/connection.ts';
import { UnsupportedError } from '../peers/driven/errors.ts';
import { expectEqual } from '../peers/driven/failure.ts';
import type { ScriptedCase } from './case.ts';
import { claimOfEither } from './messages.ts';
import { readMaxMessageSize } from './sdp.ts';
import { connectWithChannel, forEachSupported, openChannel } from './steps.ts';

const OPEN = 'RFC 8832 section 5.1';
/** Characters of 1, 2, 3 and 4 bytes. */
const TEXTS = ['', 'chat', 'café', '日本語', '𝄞 clef'];
const LONGEST = 65_535;
/** DATA_CHANNEL_OPEN is a user message, too: the receiver's a=max-message-size bounds all of it (RFC 8841 section 6). */
const OPEN_HEADER = 12;

export const channelLabel: ScriptedCase = {
  name: 'channel-label',
  abbreviation: 'L',
  title: 'Label and protocol arrive unchanged: empty, ASCII, non-ASCII, and as long as the message that opens may be.',
  spec: [OPEN, 'RFC 8841 section 6'],
  number: null,
  script: async (world) => {
    const { client, server, offer, answer } = await connectWithChannel(world);
    const longest = (sdp: string): string => 'x'.repeat(Math.min(LONGEST, readMaxMessageSize(sdp) - OPEN_HEADER));
    await forEachSupported([...TEXTS, longest(answer.sdp)], (text) => expectAsGiven(client, server, 'label', text));
    await forEachSupported([...TEXTS, longest(offer.sdp)], (text) => expectAsGiven(server, client, 'protocol', text));
  },
};

async function expectAsGiven(
  from: Connection,
  to: Connection,
  field: 'label' | 'protocol',
  text: string,
): Promise<void> {
  const what = `the data channel with a ${field} of ${Buffer.byteLength(text)} bytes`;
  const { far } = await openChannel(from, to, { label: 'test', [field]: text }, { reference: OPEN, what });
  const arrived = (await far.properties())[field];
  if (arrived === undefined) throw new UnsupportedError(`${to.side.role}: unsupported: its channels show no ${field}`);
  expectEqual(claimOfEither(far, 'SCTP', OPEN), `channel ${field}`, arrived, text);
}
