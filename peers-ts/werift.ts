/** werift, a WebRTC stack in TypeScript. Its API is W3C's in most names. */
import { RTCPeerConnection, type RTCDataChannel } from 'werift';
import { toDescription } from './shared/description.ts';
import { run } from './shared/main.ts';
import type { Channel, ChannelListener, Connection, ConnectionListener } from './shared/stack.ts';

await run({
  implementation: 'werift',
  package: 'werift',
  open,
  // It keeps sockets and timers after close, so the process has to be ended explicitly, which `run` does.
  shutDown: () => undefined,
});

function open(listener: ConnectionListener): Connection {
  // Without iceServers it asks a public STUN server.
  const connection = new RTCPeerConnection({ iceServers: [] });
  connection.connectionStateChange.subscribe(listener.changed);
  // It says `completed` when its own candidates are gathered, before it has sent a single check, and `checking` after
  // that. RFC 8445 section 6.1.3 knows no such state, and a failed ICE would look like a failed DTLS handshake.
  let checked = false;
  connection.iceConnectionStateChange.subscribe((state) => {
    checked ||= state === 'checking';
    listener.changed();
  });
  connection.iceGatheringStateChange.subscribe(listener.changed);
  connection.onDataChannel.subscribe((channel) => {
    adopt(channel, listener.announced);
  });
  return {
    get connectionState() {
      const state = connection.connectionState;
      // It says `connected` only when SCTP is up too; W3C's state is that of ICE and DTLS (webrtc-pc section 4.3.3).
      const { dtlsTransports } = connection;
      const secured = dtlsTransports.length > 0 && dtlsTransports.every((transport) => transport.state === 'connected');
      return state === 'connecting' && secured ? 'connected' : state;
    },
    get iceConnectionState() {
      const state = connection.iceConnectionState;
      return state === 'completed' && !checked ? 'new' : state;
    },
    get iceGatheringState() {
      return connection.iceGatheringState;
    },
    get localDescription() {
      return toDescription(connection.localDescription);
    },
    createDataChannel: (label, channelListener) => adopt(connection.createDataChannel(label), () => channelListener),
    async setLocalDescription(type) {
      // Resolves only when all candidates are gathered, later than W3C asks.
      for (const transport of connection.dtlsTransports) transport.onStateChange.subscribe(listener.changed);
      const description = type === 'offer' ? await connection.createOffer() : await connection.createAnswer();
      await connection.setLocalDescription(description);
    },
    async setRemoteDescription(description) {
      await connection.setRemoteDescription(description);
    },
    // Sends an SCTP ABORT but no DTLS close_notify: the other side may notice only by ICE consent (RFC 7675).
    close: () => connection.close(),
  };
}

function adopt(native: RTCDataChannel, choose: (channel: Channel) => ChannelListener): Channel {
  const channel: Channel = {
    label: native.label,
    send: (message) => {
      native.send(message);
    },
  };
  const listener = choose(channel);
  native.onMessage.subscribe(listener.received);
  native.stateChanged.subscribe((state) => {
    if (state === 'open') listener.opened();
    if (state === 'closed') listener.closed();
  });
  if (native.readyState === 'open') listener.opened();
  return channel;
}
