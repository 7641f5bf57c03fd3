/**
 * libdatachannel through node-datachannel's native API.
 *
 * Not through its W3C polyfill: there setLocalDescription does nothing for an answer, createOffer waits for a
 * negotiation that only createDataChannel starts, and statistics say that DTLS is connected without asking. A peer must
 * not answer for its stack.
 */
import { cleanup, PeerConnection, type DataChannel } from 'node-datachannel';
import { run } from './shared/main.ts';
import { messageOf, toDescription } from './shared/description.ts';
import { log } from './shared/log.ts';
import type { Channel, ChannelListener, Connection, ConnectionListener } from './shared/stack.ts';

await run({
  implementation: 'libdatachannel',
  package: 'node-datachannel',
  open,
  // Without it the library's threads still run while its globals are destroyed, which crashes now and then:
  // https://github.com/paullouisageneau/libdatachannel/issues/1443. Closes what is open and waits for it.
  shutDown: cleanup,
});

function open(listener: ConnectionListener): Connection {
  // Without disableAutoNegotiation createDataChannel and setRemoteDescription would set local descriptions themselves.
  const connection = new PeerConnection('peer', { iceServers: [], disableAutoNegotiation: true });
  const changed = guard(listener.changed);
  // With a data section the state becomes `connected` only when SCTP is up, not when DTLS is: for this stack the two
  // cannot be told apart from outside.
  connection.onStateChange(changed);
  connection.onIceStateChange(changed);
  connection.onGatheringStateChange(changed);
  // A channel that JavaScript no longer refers to is closed by the garbage collector:
  // https://github.com/murat-dogan/node-datachannel/issues/76.
  const channels = new Set<DataChannel>();
  connection.onDataChannel(
    guard((channel) => {
      channels.add(channel);
      adopt(channel, listener.announced);
    }),
  );
  return {
    get connectionState() {
      return connection.state();
    },
    get iceConnectionState() {
      return connection.iceState();
    },
    get iceGatheringState() {
      return connection.gatheringState();
    },
    get localDescription() {
      return toDescription(connection.localDescription());
    },
    createDataChannel(label, channelListener) {
      const channel = connection.createDataChannel(label);
      channels.add(channel);
      return adopt(channel, () => channelListener);
    },
    setLocalDescription: (type) =>
      promise(() => {
        connection.setLocalDescription(type);
      }),
    // The ICE transport gets an answer before the connection keeps it. A server whose checks are here already can then
    // complete ICE and send its certificate in between, which is refused, because there is no fingerprint to compare it
    // with yet ("certificate verify failed"): the connection closes itself, and this call throws "Got a remote
    // candidate without ICE transport". Seen on busy machines; it is the stack's, so the peer does not try again.
    setRemoteDescription: ({ sdp, type }) =>
      promise(() => {
        connection.setRemoteDescription(sdp, type);
      }),
    close: () =>
      promise(() => {
        connection.close();
        channels.clear();
      }),
  };
}

function adopt(native: DataChannel, choose: (channel: Channel) => ChannelListener): Channel {
  const channel: Channel = {
    label: native.getLabel(),
    send: (message) => {
      const sent = typeof message === 'string' ? native.sendMessage(message) : native.sendMessageBinary(message);
      // False only says that the message is queued until the other side has taken in earlier ones.
      if (!sent) log(`channel "${channel.label}": message queued`);
    },
  };
  const listener = choose(channel);
  native.onMessage(
    guard((message) => {
      listener.received(message instanceof ArrayBuffer ? Buffer.from(message) : message);
    }),
  );
  native.onClosed(guard(listener.closed));
  if (native.isOpen()) listener.opened();
  else native.onOpen(guard(listener.opened));
  return channel;
}

/**
 * An exception that leaves a callback aborts the process instead of reaching JavaScript:
 * https://github.com/murat-dogan/node-datachannel/issues/187.
 */
function guard<Values extends unknown[]>(callback: (...values: Values) => void): (...values: Values) => void {
  return (...values) => {
    try {
      callback(...values);
    } catch (error) {
      log(`error in a callback: ${messageOf(error)}`);
    }
  };
}

/** The native calls return and throw at once, where W3C's return promises. */
function promise(action: () => void): Promise<void> {
  return Promise.resolve().then(action);
}
