/** What a client does once offer and answer are exchanged. A case that throws did not pass; the message says why. */
import { randomUUID } from 'node:crypto';
import type { Session } from './connection.ts';
import { log } from './log.ts';
import type { Progress } from './progress.ts';
import type { Channel, ChannelListener, Message } from './stack.ts';

export type Case = (session: Session, channel: CallerChannel, progress: Progress) => Promise<void>;

export const cases: ReadonlyMap<string, Case> = new Map([
  ['peer-connection', connect],
  ['data-channel-echo', echo],
]);

/** The channel that every offer has, and what has happened on it. */
export interface CallerChannel {
  readonly channel: Channel;
  readonly state: 'connecting' | 'open' | 'closed';
  readonly received: readonly Message[];
}

/** Creates the channel that every offer has; `changed` is called when something happens on it. */
export function createChannel({ connection, signal }: Session): CallerChannel {
  let state: CallerChannel['state'] = 'connecting';
  const received: Message[] = [];
  const listener: ChannelListener = {
    happened: (event) => {
      if (event === 'open') state = 'open';
      if (event === 'close') state = 'closed';
      signal.fire();
    },
    failed: (message) => {
      log(`client: channel error: ${message}`);
    },
    received: (message) => {
      received.push(message);
      signal.fire();
    },
  };
  const channel = connection.createDataChannel('interop', {}, listener);
  return {
    channel,
    received,
    get state() {
      return state;
    },
  };
}

/** Passes when the connection is `connected`: ICE has a pair and the DTLS handshake is done (webrtc-pc section 4.3.3). */
async function connect({ connection, signal }: Session, _channel: CallerChannel, progress: Progress): Promise<void> {
  const states = () =>
    `connection state is ${connection.connectionState}, ICE state is ${connection.iceConnectionState}`;
  progress.enter('ICE', 'not connected', states);
  await signal.until(() => {
    const ice = connection.iceConnectionState;
    const dtls = connection.dtlsState;
    // Where the stack tells the state of DTLS, that says better when ICE is done: werift's ICE is `completed` when it
    // has gathered its candidates, before it has sent a single check.
    const paired = dtls === undefined ? ice === 'connected' || ice === 'completed' : dtls !== 'new';
    if (progress.stage === 'ICE' && paired) {
      progress.enter('DTLS', 'handshake not completed', states);
    }
    checkAlive(connection.connectionState === 'failed' || ice === 'failed', states);
    checkAlive(connection.connectionState === 'closed', states);
    // Where the stack's `connected` waits for SCTP too (werift), the state of DTLS tells what W3C's would.
    return connection.connectionState === 'connected' || dtls === 'connected';
  });
}

/** Passes when a random text comes back the same, as text. */
async function echo(session: Session, caller: CallerChannel, progress: Progress): Promise<void> {
  await connect(session, caller, progress);
  const { connection, signal } = session;
  const states = () => `channel state is ${caller.state}, connection state is ${connection.connectionState}`;
  const check = () => {
    checkAlive(caller.state === 'closed', states);
    checkAlive(connection.connectionState === 'failed' || connection.connectionState === 'closed', states);
  };
  progress.enter('SCTP', 'channel not open', states);
  await signal.until(() => {
    check();
    return caller.state === 'open';
  });
  const sent = randomUUID();
  progress.enter('application', 'no echo', states);
  caller.channel.send(sent);
  await signal.until(() => {
    if (caller.received.length > 0) return true;
    check();
    return false;
  });
  const [echoed] = caller.received;
  if (echoed !== sent) throw new Error(`echo is ${quote(echoed)}, expected "${sent}"`);
}

function checkAlive(dead: boolean, states: () => string): void {
  if (dead) throw new Error(`the connection ended: ${states()}`);
}

function quote(message: Message | undefined): string {
  if (typeof message === 'string') return JSON.stringify(message.slice(0, 100));
  return `${message?.length ?? 0} bytes of binary ${message?.toString('hex', 0, 50) ?? ''}`;
}
