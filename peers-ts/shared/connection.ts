import { log } from './log.ts';
import { Signal } from './signal.ts';
import type { Connection, ConnectionListener, ConnectionOptions, Description, Stack } from './stack.ts';

/** A connection and the signal that fires when one of its states or channels has changed. */
export interface Session {
  readonly connection: Connection;
  readonly signal: Signal;
  /** How often all candidates have been found. */
  readonly gathered: () => number;
}

/** Opens a connection; `listener` hears everything first, then the signal fires. */
export async function openSession(
  stack: Stack,
  options: ConnectionOptions,
  listener: Partial<ConnectionListener> & Pick<ConnectionListener, 'announced'>,
): Promise<Session> {
  const signal = new Signal();
  let gathered = 0;
  const connection = await stack.open(options, {
    changed: (event, state) => {
      if (event === 'icegatheringstatechange' && state === 'complete') gathered += 1;
      listener.changed?.(event, state);
      signal.fire();
    },
    found: (candidate) => listener.found?.(candidate),
    announced: (channel) => listener.announced(channel),
    keyLog: (line) => listener.keyLog?.(line),
  });
  return { connection, signal, gathered: () => gathered };
}

/** A listener that logs state changes, each on a line that begins with `name`. */
export function logStates(name: string): Pick<ConnectionListener, 'changed'> {
  return {
    changed: (event, state) => {
      log(`${name}: ${event} ${state}`);
    },
  };
}

/**
 * Makes and sets the local description and waits for all of its candidates (non-trickle, RFC 8838 section 4.1).
 * @throws what the stack throws, and when the connection is closed meanwhile.
 */
export async function describe(session: Session, type: Description['type']): Promise<Description> {
  const { connection, signal } = session;
  const before = session.gathered();
  const ufrag = readUfrag(connection.localDescription);
  const set = await connection.setLocalDescription(type);
  // With new credentials candidates are gathered anew, but the state may say for a moment that the old ones are all.
  const anew = readUfrag(set) !== ufrag;
  await signal.until(() => {
    if (connection.signalingState === 'closed' || connection.connectionState === 'closed') {
      throw new Error('the connection was closed before all candidates were found');
    }
    return anew ? session.gathered() > before : connection.iceGatheringState === 'complete';
  });
  const description = connection.localDescription;
  if (description?.type !== type) throw new Error(`no local ${type} after gathering`);
  return description;
}

function readUfrag(description: Description | null): string | undefined {
  return /^a=ice-ufrag:(\S+)/m.exec(description?.sdp ?? '')?.[1];
}
