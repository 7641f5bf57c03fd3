/** libwebrtc, Google's implementation, through @roamhq/wrtc, which binds it to Node and keeps the W3C API. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import wrtc, { type RTCDataChannel, type RTCPeerConnection } from '@roamhq/wrtc';
import { toDescription } from './shared/description.ts';
import { readFacts } from './shared/facts.ts';
import { run } from './shared/main.ts';
import {
  UnsupportedError,
  type Channel,
  type ChannelListener,
  type Connection,
  type ConnectionListener,
  type ConnectionOptions,
  type Statistics,
} from './shared/stack.ts';
import { ToldStates } from './shared/told-states.ts';

/**
 * @roamhq/wrtc fires both of its state events where libwebrtc's old ICE state changes, which knows nothing of a failed DTLS
 * handshake, while its attributes have the states of W3C, which are set a moment later: what changes then has no event.
 * So the attributes are looked at as well, each so many milliseconds.
 */
const lookEvery = 50;

/**
 * A closed connection keeps its 4 threads and 8 sockets until it is collected, of which JavaScript's memory knows
 * nothing: hundreds of threads come together (https://github.com/node-webrtc/node-webrtc/issues/614), where a container
 * may have 256.
 */
const collectEvery = 8;
let closed = 0;
setFlagsFromString('--expose-gc');
// The flag has just put it into every new context.
const collectGarbage = runInNewContext('gc') as () => void;

await run({
  implementation: 'libwebrtc',
  language: 'C++',
  package: '@roamhq/wrtc',
  open: (options, listener) =>
    new Promise((resolve) => {
      resolve(open(options, listener));
    }),
  shutDown: () => undefined,
});

function open(options: ConnectionOptions, listener: ConnectionListener): Connection {
  // ECDSA is what libwebrtc makes when it is not told.
  if (options.certificate === 'RSA') throw new UnsupportedError('@roamhq/wrtc has no generateCertificate');
  if (options.iceLite === true) throw new UnsupportedError('libwebrtc has no lite agent');
  if (options.trustedRoots !== undefined)
    throw new UnsupportedError('@roamhq/wrtc has no way to add to the roots that libwebrtc has compiled in');
  if (options.keyLog === true) throw new UnsupportedError('@roamhq/wrtc gives no DTLS secrets');
  // It offers everything that its host has: TCP candidates (RFC 6544), loopback and ::1 among them. They are left in
  // the SDP: a peer must bear candidates that lead nowhere (RFC 8445 section 6.1.2). Those of TCP it lists are passive;
  // that it also opens connections itself is in no description. So there is nothing to ask for with `iceTcp`.
  const { iceServers = [], iceTransportPolicy } = options;
  const connection = new wrtc.RTCPeerConnection({ iceServers, ...(iceTransportPolicy && { iceTransportPolicy }) });
  const states = new ToldStates(
    () => ({
      connectionstatechange: connection.connectionState,
      iceconnectionstatechange: connection.iceConnectionState,
    }),
    (event, state) => {
      listener.changed(event, state);
    },
  );
  connection.onconnectionstatechange = states.look;
  connection.oniceconnectionstatechange = states.look;
  const looking = setInterval(states.look, lookEvery).unref();
  connection.onicegatheringstatechange = () => {
    listener.changed('icegatheringstatechange', connection.iceGatheringState);
  };
  connection.onsignalingstatechange = () => {
    listener.changed('signalingstatechange', connection.signalingState);
  };
  connection.onicecandidate = ({ candidate }) => {
    const { candidate: line = '', sdpMid = null, sdpMLineIndex = null } = candidate ?? {};
    listener.found({ candidate: line, sdpMid, sdpMLineIndex });
  };
  connection.ondatachannel = ({ channel }) => {
    adopt(channel, (announced) => listener.announced(announced));
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
    get signalingState() {
      return connection.signalingState;
    },
    // `sctp.transport` has it, but whoever has looked at that keeps the connection with its 4 threads and 8 sockets for
    // good, also after close and garbage collection.
    dtlsState: undefined,
    get sctpState() {
      return connection.sctp?.state;
    },
    get localDescription() {
      return toDescription(connection.localDescription);
    },
    get remoteDescription() {
      return toDescription(connection.remoteDescription);
    },
    get maxMessageSize() {
      return connection.sctp?.maxMessageSize ?? undefined;
    },
    createDataChannel: (label, channelOptions, channelListener) =>
      adopt(connection.createDataChannel(label, channelOptions), () => channelListener),
    async setLocalDescription(type) {
      // Without an argument, as W3C has it today, setLocalDescription throws here.
      const description = type === 'offer' ? await connection.createOffer() : await connection.createAnswer();
      await connection.setLocalDescription(description);
      watchSctp(connection, listener);
      return { type, sdp: description.sdp };
    },
    async setRemoteDescription(description) {
      await connection.setRemoteDescription(description);
      watchSctp(connection, listener);
    },
    // It takes no null, which W3C has as the default of what is left out.
    addIceCandidate: ({ candidate, sdpMid, sdpMLineIndex }) =>
      connection.addIceCandidate({ candidate, sdpMid: sdpMid ?? undefined, sdpMLineIndex: sdpMLineIndex ?? undefined }),
    restartIce: () => {
      connection.restartIce();
    },
    getTransport: async () => readFacts(await readStats(connection)),
    getStats: () => readStats(connection),
    close() {
      clearInterval(looking);
      connection.close();
      if (++closed % collectEvery === 0) setImmediate(collectGarbage);
      return Promise.resolve();
    },
  };
}

/** Begins to listen to the SCTP transport once it is there. */
function watchSctp({ sctp }: RTCPeerConnection, listener: ConnectionListener): void {
  if (sctp === null) return;
  sctp.onstatechange = () => {
    listener.changed('sctpstatechange', sctp.state);
  };
}

async function readStats(connection: RTCPeerConnection): Promise<Statistics[]> {
  return [...(await connection.getStats()).values()];
}

function adopt(native: RTCDataChannel, choose: (channel: Channel) => ChannelListener): Channel {
  const channel: Channel = {
    label: native.label,
    properties: () => {
      const { label, ordered, maxRetransmits, maxPacketLifeTime, protocol, negotiated, id } = native;
      const { readyState, bufferedAmount } = native;
      return {
        label,
        ordered,
        maxRetransmits,
        maxPacketLifeTime,
        protocol,
        negotiated,
        id,
        readyState,
        bufferedAmount,
      };
    },
    setBufferedAmountLowThreshold: () => {
      throw new UnsupportedError('@roamhq/wrtc has no bufferedAmountLowThreshold');
    },
    send: (message) => {
      native.send(message);
    },
    close: () => {
      native.close();
    },
  };
  const listener = choose(channel);
  native.binaryType = 'arraybuffer';
  native.onmessage = ({ data }) => {
    listener.received(typeof data === 'string' ? data : Buffer.from(data));
  };
  native.onclose = () => {
    listener.happened('close');
  };
  native.onerror = ({ error }) => {
    listener.failed(String(error));
  };
  let isOpen = false;
  native.onopen = () => {
    if (!isOpen) listener.happened('open');
    isOpen = true;
  };
  // A channel that the other side opened may be open before it is announced; `open` is told then, or is not.
  if (native.readyState === 'open') native.onopen();
  return channel;
}
