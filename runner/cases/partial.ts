/** Steps of partial reliability: a message whose every transmission is lost, and what comes after it. */
import type { Rule } from '../link/impair/rules.ts';
import type { Role } from '../model.ts';
import type { Channel } from '../peers/driven/channel.ts';
import type { Connection } from '../peers/driven/connection.ts';
import { expectEqual, expectThat } from '../peers/driven/failure.ts';
import type { World } from '../peers/driven/world.ts';
import { mend } from './link-steps.ts';
import { carry, claimOf, claimOfEither } from './messages.ts';

/** So long that no acknowledgement or heartbeat is taken for it, and so short that it is one packet. */
const LENGTH = 1_000;

const GIVEN_UP = 'the message that was to be given up';
/** A message that was not sent again for so long is not sent again: three times the timer of RFC 9260 section 16, doubled. */
const RETRANSMISSION_MS = 6_000;

export interface Loss {
  /** Of the sender. */
  readonly connection: Connection;
  readonly from: Channel;
  readonly to: Channel;
  /** How often it may be sent. All are lost; who sends it less often gives up earlier, which no standard forbids. */
  readonly transmissions: number;
  /** How long the path stays cut at least after that, milliseconds. */
  readonly cutMs: number;
  /** And how long nothing is sent when it is mended, so that the timer finds the lost one alone. */
  readonly quietMs: number;
  readonly reference: string;
}

/**
 * On an ordered channel the next message comes out only when all before it have, or were given up: if it is the first
 * one to come, the lost one never will.
 */
export async function giveUp(world: World, loss: Loss): Promise<void> {
  const { connection, from, to, transmissions, cutMs, quietMs, reference } = loss;
  const before = await world.sentBytes(connection);
  await world.link.impair([dropData(connection.side.role)]);
  const lost = 'x'.repeat(LENGTH);
  await from.send(lost);
  const hasLeft = await world.hasSent(connection, before + LENGTH, from.side.waitMs);
  expectThat(claimOf(from, 'SCTP', reference), 'a message that was sent', hasLeft, hasLeft, 'in a packet');
  const isSpent =
    transmissions === 1 || (await world.hasSent(connection, before + transmissions * LENGTH, RETRANSMISSION_MS));
  await world.elapse(cutMs);
  await mend(world);
  await world.elapse(quietMs);

  const next = world.text('the one after it');
  await from.send(next);
  let came = await to.message(reference);
  // Who is at fault does not show: a sender gives nothing up where the other side does not announce RFC 3758.
  const claim = claimOfEither(to, 'SCTP', reference);
  if (isSpent) expectThat(claim, GIVEN_UP, came === lost ? 'here' : 'gone', came !== lost, '"gone"');
  else if (came === lost) came = await to.message(reference);
  expectEqual(claimOfEither(to, 'application', reference), 'message', came, next);
  // And the channel lives on.
  await carry(to, from, world.text('and back'), reference);
}

/** Consent checks and their answers pass: ICE sees nothing of it. */
function dropData(direction: Role): Rule {
  return { direction, kind: 'application-data', nth: 'all', do: 'drop' };
}
