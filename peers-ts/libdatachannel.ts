/**
 * libdatachannel through node-datachannel's native API.
 *
 * Not through its W3C polyfill: there setLocalDescription does nothing for an answer, createOffer waits for a
 * negotiation that only createDataChannel starts, and statistics say that DTLS is connected without asking. A peer must
 * not answer for its stack.
 */
import { cleanup, PeerConnection, type DataChannel } from 'node-datachannel';
import { adopt } from './libdatachannel/channel.ts';
import { afterOtherEvents, guard, promise } from './libdatachannel/callbacks.ts';
import { toConfiguration, toGatheringState, toInit } from './libdatachannel/names.ts';
import { run } from './shared/main.ts';
import { messageOf, toDescription } from './shared/description.ts';
import {
  UnsupportedError,
  type Connection,
  type ConnectionListener,
  type ConnectionOptions,
  type Description,
} from './shared/stack.ts';

await run({
  implementation: 'libdatachannel',
  language: 'C++',
  package: 'node-datachannel',
  open: (options, listener) => promise(() => open(options, listener)),
  // Without it the library's threads still run while its globals are destroyed, which crashes now and then:
  // https://github.com/paullouisageneau/libdatachannel/issues/1443. Closes what is open and waits for it.
  shutDown: cleanup,
});

function open(options: ConnectionOptions, listener: ConnectionListener): Connection {
  if (options.iceLite === true) throw new UnsupportedError('libjuice has no lite agent');
  if (options.iceTcp === 'passive')
    throw new UnsupportedError('libjuice accepts no TCP connections, its TCP candidates are active');
  if (options.iceServers?.some(({ urls }) => /^turns:|transport=tcp/i.test(urls)) === true)
    throw new UnsupportedError('libjuice reaches a TURN server over UDP alone');
  if (options.trustedRoots !== undefined)
    throw new UnsupportedError('libjuice has no TLS, so nobody whom it could trust');
  if (options.keyLog === true) throw new UnsupportedError('node-datachannel gives no DTLS secrets');
  const connection = new PeerConnection('peer', toConfiguration(options));
  // With a data section the state becomes `connected` only when SCTP is up, not when DTLS is: for this stack the two
  // cannot be told apart from outside.
  connection.onStateChange(
    guard((state) => {
      listener.changed('connectionstatechange', state);
    }),
  );
  connection.onIceStateChange(
    guard((state) => {
      listener.changed('iceconnectionstatechange', state);
    }),
  );
  connection.onSignalingStateChange(
    guard((state) => {
      listener.changed('signalingstatechange', state);
    }),
  );
  connection.onGatheringStateChange(
    guard((state) => {
      listener.changed('icegatheringstatechange', toGatheringState(state));
      if (state === 'complete')
        afterOtherEvents(() => {
          listener.found({ candidate: '', sdpMid: null, sdpMLineIndex: null });
        });
    }),
  );
  connection.onLocalCandidate(
    guard((line, sdpMid) => {
      // It gives the whole line of the SDP.
      listener.found({ candidate: line.replace(/^a=/, ''), sdpMid, sdpMLineIndex: null });
    }),
  );
  let pending: Pending | undefined;
  connection.onLocalDescription(
    guard((sdp, type) => {
      const description = toDescription({ sdp, type });
      if (description !== null) pending?.resolve(description);
    }),
  );
  // A channel that JavaScript no longer refers to is closed by the garbage collector:
  // https://github.com/murat-dogan/node-datachannel/issues/76.
  const channels = new Set<DataChannel>();
  connection.onDataChannel(
    guard((channel) => {
      channels.add(channel);
      adopt(channel, (announced) => listener.announced(announced));
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
      return toGatheringState(connection.gatheringState());
    },
    get signalingState() {
      return connection.signalingState();
    },
    dtlsState: undefined,
    sctpState: undefined,
    get localDescription() {
      return toDescription(connection.localDescription());
    },
    get remoteDescription() {
      return toDescription(connection.remoteDescription());
    },
    get maxMessageSize() {
      return connection.maxMessageSize();
    },
    createDataChannel(label, channelOptions, channelListener) {
      const channel = connection.createDataChannel(label, toInit(channelOptions));
      channels.add(channel);
      return adopt(channel, () => channelListener);
    },
    setLocalDescription: (type) =>
      new Promise((resolve, reject) => {
        pending = { resolve, reject };
        // In a wrong signalling state this aborts the process: the binding does not catch what the library throws here.
        connection.setLocalDescription(type);
      }),
    setRemoteDescription: ({ sdp, type }) =>
      promise(() => {
        try {
          connection.setRemoteDescription(sdp, type);
        } catch (error) {
          // The ICE transport is given an answer before the connection keeps it. When the server's checks are here
          // already, ICE can connect and the server's certificate arrive in between, on other threads. There is no
          // fingerprint to compare it with yet, so DTLS fails and the connection closes itself, and then this call
          // cannot find its ICE transport. One offer in four on a busy machine, rare on an idle one. The peer does
          // not try again: it is what an application over this stack would see.
          const ended = connection.state() === 'closed' || connection.state() === 'failed';
          const why = ended ? `; the connection ${connection.state()} meanwhile, a known race of the stack` : '';
          throw new Error(messageOf(error) + why, { cause: error });
        }
      }),
    addIceCandidate: ({ candidate, sdpMid }) =>
      promise(() => {
        if (candidate === '') throw new UnsupportedError('node-datachannel cannot be told that no candidates follow');
        if (sdpMid === null) throw new UnsupportedError('node-datachannel takes no candidate without sdpMid');
        connection.addRemoteCandidate(candidate, sdpMid);
      }),
    restartIce: () => {
      throw new UnsupportedError('node-datachannel has no restartIce');
    },
    getTransport: () =>
      promise(() => {
        const pair = connection.getSelectedCandidatePair();
        if (pair === null) return {};
        return { selectedPair: { local: pair.local.candidate, remote: pair.remote.candidate } };
      }),
    // All that it counts; `rtt` is in milliseconds, -1 when unknown.
    getStats: () =>
      promise(() => [
        { bytesSent: connection.bytesSent(), bytesReceived: connection.bytesReceived(), rtt: connection.rtt() },
      ]),
    close: () =>
      promise(() => {
        connection.close();
        channels.clear();
        pending?.reject(new Error('the connection was closed'));
      }),
  };
}

interface Pending {
  resolve(description: Description): void;
  reject(error: Error): void;
}
