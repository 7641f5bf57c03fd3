import type { Channel } from '../peers/driven/channel.ts';
import { CaseFailure } from '../peers/driven/failure.ts';
import { RefusalError } from '../peers/driven/side.ts';
import type { ScriptedCase } from './case.ts';
import { LARGEST } from './message-sizes.ts';
import { claimOf, echo } from './messages.ts';
import { capMaxMessageSize, readMaxMessageSize } from './sdp.ts';
import { connectWithChannel } from './steps.ts';

const REFUSED = 'W3C WebRTC section 6.2';

export const messageTooLarge: ScriptedCase = {
  name: 'message-too-large',
  abbreviation: 'ML',
  title: "One byte more than the other side's max-message-size is refused by the sender, and the channel lives on.",
  spec: ['RFC 8841 section 6.1', REFUSED],
  number: null,
  script: async (world) => {
    const cap = (sdp: string): string => capMaxMessageSize(sdp, LARGEST);
    const { near, far, offer, answer } = await connectWithChannel(world, {
      alter: { alterOffer: cap, alterAnswer: cap },
    });
    await expectRefusal(near, readMaxMessageSize(answer.sdp) + 1, world.seed);
    await expectRefusal(far, readMaxMessageSize(offer.sdp) + 1, world.seed);
    await echo({ near, far }, world.text('after'));
  },
};

async function expectRefusal(from: Channel, length: number, seed: number): Promise<void> {
  try {
    await from.sendGenerated({ count: 1, length, seed, text: false });
  } catch (error) {
    if (error instanceof RefusalError) return;
    throw error;
  }
  throw new CaseFailure(claimOf(from, 'application', REFUSED), `sending ${length} bytes was not refused`);
}
