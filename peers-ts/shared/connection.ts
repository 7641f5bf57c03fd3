import { log } from './log.ts';
import { Signal } from './signal.ts';
import type { Channel, ChannelListener, Connection, Description, Stack } from './stack.ts';

/** A connection and the signal that fires when one of its states or channels has changed. */
export interface Session {
  readonly connection: Connection;
  readonly signal: Signal;
}

/** Opens a connection whose state changes are logged, each on a line that begins with `name`. */
export function openSession(stack: Stack, name: string, announced: (channel: Channel) => ChannelListener): Session {
  const signal = new Signal();
  let before = '';
  const connection = stack.open({
    changed: () => {
      const now = `state ${connection.connectionState}, ICE ${connection.iceConnectionState}, gathering ${connection.iceGatheringState}`;
      if (now !== before) log(`${name}: ${now}`);
      before = now;
      signal.fire();
    },
    announced,
  });
  return { connection, signal };
}

/**
 * Makes and sets the local description and waits for all of its candidates (non-trickle, RFC 8838 section 4.1).
 * @throws what the stack throws.
 */
export async function describe(session: Session, type: Description['type']): Promise<Description> {
  const { connection, signal } = session;
  await connection.setLocalDescription(type);
  await signal.until(() => connection.iceGatheringState === 'complete');
  const description = connection.localDescription;
  if (description?.type !== type) throw new Error(`no local ${type} after gathering`);
  return description;
}
