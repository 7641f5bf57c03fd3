import type { Channel } from '../peers/driven/channel.ts';
import type { Connection } from '../peers/driven/connection.ts';
import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { connectWithChannel, together, type Ends } from './steps.ts';

/** An SCTP ABORT is sent, and whoever gets it, or a close_notify, closes its channels. */
const ABORTED = 'W3C WebRTC section 6.1.4';
const CONSENT = 'RFC 7675 section 5.1';
/** Consent expires 30 s after the last response; the check that notices is at most 6 s later. */
const CONSENT_MS = 36_000;
/** Closed by each side: who says goodbye now and then only is caught nearly each time. */
const CONNECTIONS = 2;
/** So that closing is not lost in what opening still has under way. */
const ECHOES = 4;

export const teardown: ScriptedCase = {
  name: 'teardown',
  abbreviation: 'TD',
  title:
    "One side closes: the other's channel closes, and it leaves the state connected when consent expires at the latest.",
  spec: ['RFC 8827 section 6.5', 'W3C WebRTC section 4.4.2', ABORTED, CONSENT],
  number: null,
  extraMs: CONSENT_MS,
  script: async (world) => {
    const watched = await together(
      Array.from({ length: CONNECTIONS }, async () => {
        const [one, other] = await together([connectWithChannel(world), connectWithChannel(world)]);
        await together([use(one, world.text('one')), use(other, world.text('other'))]);
        return [
          [one.client, one.server, one.far],
          [other.server, other.client, other.near],
        ] as const;
      }),
    );
    await together(watched.flat().map((each) => closeAndWatch(...each)));
  },
};

async function use(ends: Ends, text: string): Promise<void> {
  for (let time = 1; time <= ECHOES; time += 1) await echo(ends, text);
}

/** `left` and `channel` are the other side's. */
async function closeAndWatch(closing: Connection, left: Connection, channel: Channel): Promise<void> {
  await closing.close();
  await channel.closed(ABORTED);
  // No standard says that close_notify ends the state `connected` (W3C WebRTC section 4.3.3): ICE has to notice.
  await left.leavesConnected(CONSENT, CONSENT_MS);
}
