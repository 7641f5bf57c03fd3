import { setTimeout as sleep } from 'node:timers/promises';
import { describe, logStates, openSession, type Session } from './connection.ts';
import { attempt, log } from './log.ts';
import type { Channel, ChannelListener, Connection, Description, Stack } from './stack.ts';

/** How long a stack may take to make an answer with all candidates, in milliseconds. */
const answerLimit = 5000;

/** How long a connection may be without being connected before it is released, in milliseconds. */
const patience = 30_000;

/** Open connections are kept here, or nothing would hold them. */
const sessions = new Set<Session>();
let count = 0;

/**
 * Answers one offer with a new connection, which echoes data channels and is released when it ends.
 * @throws what the stack throws when it does not accept the offer, and when it makes no answer: werift waits for ever
 * for candidates when it has rejected every section.
 */
export async function answer(stack: Stack, offer: Description): Promise<Description> {
  count += 1;
  const name = `connection ${count}`;
  const session = await openSession(stack, {}, { ...logStates(name), announced: (channel) => echo(channel, name) });
  sessions.add(session);
  const release = () => {
    if (sessions.delete(session)) void attempt(`${name}: close`, () => session.connection.close());
  };
  const expire = () => {
    if (sessions.has(session)) log(`${name}: not connected for ${patience} ms`);
    release();
  };
  watch(session, expire, release);
  try {
    const tooLate = sleep(answerLimit, undefined, { ref: false }).then(() => {
      throw new Error(`no answer within ${answerLimit} ms, gathering is ${session.connection.iceGatheringState}`);
    });
    return await Promise.race([accept(session, offer), tooLate]);
  } catch (error) {
    release();
    throw error;
  }
}

async function accept(session: Session, offer: Description): Promise<Description> {
  await session.connection.setRemoteDescription(offer);
  return describe(session, 'answer');
}

/** Calls `release` when the connection has ended, `expire` when it was not connected for too long. */
function watch({ connection, signal }: Session, expire: () => void, release: () => void): void {
  let timer: NodeJS.Timeout | undefined;
  void signal.until(() => {
    const state = connection.connectionState;
    clearTimeout(state === 'connected' || isOver(state) ? timer : undefined);
    if (isOver(state)) {
      release();
      return true;
    }
    timer = state === 'connected' ? undefined : (timer ?? setTimeout(expire, patience).unref());
    return false;
  });
}

function isOver(state: Connection['connectionState']): boolean {
  return state === 'failed' || state === 'closed';
}

function echo(channel: Channel, name: string): ChannelListener {
  log(`${name}: channel "${channel.label}" announced`);
  return {
    happened: (event) => {
      log(`${name}: channel "${channel.label}" ${event}`);
    },
    failed: (message) => {
      log(`${name}: channel "${channel.label}" error: ${message}`);
    },
    received: (message) =>
      void attempt(`${name}: echo`, () => {
        channel.send(message);
      }),
  };
}
