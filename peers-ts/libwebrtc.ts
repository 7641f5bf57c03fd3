/** libwebrtc, Google's implementation, through @roamhq/wrtc, which binds it to Node and keeps the W3C API. */
import wrtc, { type RTCDataChannel } from '@roamhq/wrtc';
import { toDescription } from './shared/description.ts';
import { run } from './shared/main.ts';
import type { Channel, ChannelListener, Connection, ConnectionListener } from './shared/stack.ts';

await run({
  implementation: 'libwebrtc',
  package: '@roamhq/wrtc',
  open,
  shutDown: () => undefined,
});

function open(listener: ConnectionListener): Connection {
  // It offers everything that its host has: TCP candidates (RFC 6544), loopback and ::1 among them. They are left in
  // the SDP: a peer must bear candidates that lead nowhere (RFC 8445 section 6.1.2).
  const connection = new wrtc.RTCPeerConnection({ iceServers: [] });
  connection.onconnectionstatechange = listener.changed;
  connection.oniceconnectionstatechange = listener.changed;
  connection.onicegatheringstatechange = listener.changed;
  connection.ondatachannel = ({ channel }) => {
    adopt(channel, listener.announced);
  };
  return {
    get connectionState() {
      return connection.connectionState;
    },
    get iceConnectionState() {
      return connection.iceConnectionState;
    },
    get iceGatheringState() {
      return connection.iceGatheringState;
    },
    get localDescription() {
      return toDescription(connection.localDescription);
    },
    createDataChannel: (label, channelListener) => adopt(connection.createDataChannel(label), () => channelListener),
    async setLocalDescription(type) {
      // Without an argument, as W3C has it today, setLocalDescription throws here.
      const description = type === 'offer' ? await connection.createOffer() : await connection.createAnswer();
      await connection.setLocalDescription(description);
    },
    setRemoteDescription: (description) => connection.setRemoteDescription(description),
    close() {
      connection.close();
      return Promise.resolve();
    },
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
  native.binaryType = 'arraybuffer';
  native.onmessage = ({ data }) => {
    listener.received(typeof data === 'string' ? data : Buffer.from(data));
  };
  native.onclose = listener.closed;
  // A channel that the other side opened may be open before it is announced, and then `open` is not told.
  if (native.readyState === 'open') listener.opened();
  else native.onopen = listener.opened;
  return channel;
}
