import type { Channel } from '../peers/driven/channel.ts';
import type { Connection, Description } from '../peers/driven/connection.ts';
import type { ScriptedCase } from './case.ts';
import { carryGenerated } from './messages.ts';
import { capMaxMessageSize, readMaxMessageSize } from './sdp.ts';
import { connectWithChannel, together } from './steps.ts';

const SIZES = [1, 1_199, 16 * 1024, 64 * 1024, 256 * 1024];
const LIMIT = 'RFC 8841 section 6';
/** A receiver that takes more is asked for this much: four times what browsers say, and cheap enough for every cell. */
export const LARGEST = 1024 * 1024;

export const messageSizes: ScriptedCase = {
  name: 'message-sizes',
  abbreviation: 'MS',
  title:
    "Messages from 1 byte to 256 KiB arrive whole, both ways, as far as the other side's max-message-size lets them, and that size.",
  spec: [LIMIT, 'RFC 8831 section 6.6', 'W3C WebRTC section 6.1.3'],
  number: null,
  heavy: true,
  script: async (world) => {
    const cap = (sdp: string): string => capMaxMessageSize(sdp, LARGEST);
    const { client, server, near, far, offer, answer } = await connectWithChannel(world, {
      alter: { alterOffer: cap, alterAnswer: cap },
    });
    await together([
      carrySizes(near, far, await limitOf(client, answer), world.seed),
      carrySizes(far, near, await limitOf(server, offer), world.seed + 1),
    ]);
  },
};

/** What the other side takes, or less where the sender's stack says that it cannot send as much (W3C WebRTC 6.1.3). */
async function limitOf(sender: Connection, remote: Description): Promise<number> {
  const { maxMessageSize } = await sender.properties();
  return Math.min(readMaxMessageSize(remote.sdp), maxMessageSize ?? Infinity);
}

async function carrySizes(from: Channel, to: Channel, limit: number, seed: number): Promise<void> {
  for (const length of [...SIZES.filter((size) => size < limit), limit]) {
    await carryGenerated(from, to, { count: 1, length, seed, text: false }, LIMIT);
  }
}
