/** Steps with messages: over a channel and, unchanged, out at its other end. */
import type { Stage } from '../model.ts';
import type { Channel, Message, Properties } from '../peers/driven/channel.ts';
import { expectEqual, expectThat, type Claim } from '../peers/driven/failure.ts';
import { digestOf, type Generated } from '../peers/driven/generated.ts';
import type { Ends } from './steps.ts';

/** RFC 8831 section 6.6: kinds of messages and how they are carried. */
export const MESSAGES = 'RFC 8831 section 6.6';

/** What a case says of this channel's side. */
export function claimOf({ side }: Channel, stage: Stage, reference: string): Claim {
  return { side: side.role, stage, reference };
}

/** The same where what came may have been sent wrong. */
export function claimOfEither(channel: Channel, stage: Stage, reference: string): Claim {
  return { ...claimOf(channel, stage, reference), accused: 'either' };
}

/** The message comes out at the other end as it went in: same kind, same bytes. */
export async function carry(from: Channel, to: Channel, message: Message, reference = MESSAGES): Promise<void> {
  await from.send(message);
  expectEqual(claimOfEither(to, 'application', reference), 'message', await to.message(reference), message);
}

/**
 * It goes there, and it comes back, with something behind it that this side has not sent: who tells its own messages as
 * those of the other side, however late, does not know it.
 */
export async function echo({ near, far }: Ends, message: Message, reference = MESSAGES): Promise<void> {
  await carry(near, far, message, reference);
  // Whatever is here before the other side has sent anything is no echo.
  const claim = claimOf(near, 'application', reference);
  expectThat(claim, 'the number of messages before the echo was sent', near.waiting, near.waiting === 0, '0');
  await carry(far, near, mark(message), reference);
}

/** Of the same kind. An empty message has to stay one. */
function mark(message: Message): Message {
  if (message.length === 0) return message;
  return typeof message === 'string' ? `${message} (back)` : Buffer.concat([message, Buffer.from([0])]);
}

/** Messages that the peers make and sum up by themselves: all arrive, in order, unchanged. */
export async function carryGenerated(
  from: Channel,
  to: Channel,
  messages: Generated,
  reference = MESSAGES,
  limitMs?: number,
): Promise<void> {
  await to.collect(messages.count);
  await from.sendGenerated(messages);
  const { count, bytes, texts, order, digest } = await to.collected(reference, limitMs);
  const claim = claimOfEither(to, 'application', reference);
  const what = `of ${messages.count} messages of ${messages.length} bytes,`;
  expectEqual(claim, `${what} the number that came`, count, messages.count);
  expectEqual(claim, `${what} the number of bytes that came`, bytes, messages.count * messages.length);
  expectEqual(claim, `${what} the number of texts that came`, texts, messages.text ? messages.count : 0);
  // Shorter messages carry no number: the digest alone tells.
  const numbered = messages.length >= (messages.text ? 8 : 4);
  const runs = JSON.stringify(numbered ? [[0, messages.count - 1]] : []);
  expectThat(claim, `${what} the order in which they came`, order, JSON.stringify(order) === runs, runs);
  expectEqual(claim, `${what} the digest`, digest, digestOf(messages));
}

/** Those of the properties that the stack's API has are as expected. */
export async function expectProperties(
  channel: Channel,
  expected: Properties,
  reference: string,
  which = 'channel',
): Promise<void> {
  const actual = await channel.properties();
  const claim = claimOfEither(channel, 'SCTP', reference);
  for (const name of NAMES) {
    if (expected[name] === undefined || actual[name] === undefined) continue;
    expectEqual(claim, `${which} ${name}`, actual[name], expected[name]);
  }
}

const NAMES = ['ordered', 'maxRetransmits', 'maxPacketLifeTime', 'negotiated', 'id', 'label', 'protocol'] as const;
