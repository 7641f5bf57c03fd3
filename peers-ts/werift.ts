/** werift, a WebRTC stack in TypeScript. Its API is W3C's in most names. */
import {
  CipherContext,
  DtlsClient,
  HashAlgorithm,
  RTCCertificate,
  RTCPeerConnection,
  SignatureAlgorithm,
  type RTCDataChannel,
  type RTCDtlsTransport,
} from 'werift';
import { messageOf, toDescription } from './shared/description.ts';
import { readFacts } from './shared/facts.ts';
import { run } from './shared/main.ts';
import type {
  CertificateType,
  Channel,
  ChannelListener,
  Connection,
  ConnectionListener,
  ConnectionOptions,
  Statistics,
} from './shared/stack.ts';

await run({
  implementation: 'werift',
  language: 'TypeScript',
  package: 'werift',
  open,
  // It keeps sockets and timers after close, so the process has to be ended explicitly, which `run` does.
  shutDown: () => undefined,
});

async function open(options: ConnectionOptions, listener: ConnectionListener): Promise<Connection> {
  const { certificate, iceServers, iceTransportPolicy, trustedRoots, iceLite, iceTcp, keyLog } = options;
  const connection = new RTCPeerConnection({
    // Without iceServers it asks a public STUN server, and so does 0.25.2 with an empty list: it has no way to ask none.
    iceServers: iceServers?.map((server) => ({ ...server })) ?? [],
    ...(iceTransportPolicy && { iceTransportPolicy }),
    ...(trustedRoots !== undefined && { turnTlsOptions: { ca: trustedRoots } }),
    ...(iceLite && { iceLite }),
    // Active ones come with both.
    ...(iceTcp && { iceUseTcp: true, iceTcpPassive: iceTcp === 'passive' }),
    ...(certificate && { certificates: [await makeCertificate(certificate)] }),
  });
  connection.connectionStateChange.subscribe((state) => {
    listener.changed('connectionstatechange', state);
  });
  // It says `completed` when its own candidates are gathered, before it has sent a single check, and `checking` after
  // that: RFC 8445 section 6.1.3 knows no such state.
  connection.iceConnectionStateChange.subscribe((state) => {
    listener.changed('iceconnectionstatechange', state);
  });
  connection.iceGatheringStateChange.subscribe((state) => {
    listener.changed('icegatheringstatechange', state);
  });
  connection.signalingStateChange.subscribe((state) => {
    listener.changed('signalingstatechange', state);
  });
  connection.onIceCandidate.subscribe((candidate) => {
    const { candidate: line = '', sdpMid = null, sdpMLineIndex = null } = candidate ?? {};
    listener.found({ candidate: line, sdpMid, sdpMLineIndex });
  });
  connection.onDataChannel.subscribe((channel) => {
    adopt(channel, (announced) => listener.announced(announced));
  });
  const watch = watchTransports(connection, listener, keyLog === true);
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
    get dtlsState() {
      return connection.dtlsTransports[0]?.state;
    },
    get sctpState() {
      const state = connection.sctpTransport?.sctp.state;
      return state === 'new' ? undefined : state;
    },
    get localDescription() {
      return toDescription(connection.localDescription);
    },
    get remoteDescription() {
      return toDescription(connection.remoteDescription);
    },
    get maxMessageSize() {
      // Its `maxMessageSize` is what it takes, not what it may send, as W3C has it.
      return connection.sctpTransport?.remoteMaxMessageSize;
    },
    createDataChannel(label, channelOptions, channelListener) {
      const channel = connection.createDataChannel(label, channelOptions);
      watch();
      return adopt(channel, () => channelListener);
    },
    async setLocalDescription(type) {
      const description = type === 'offer' ? await connection.createOffer() : await connection.createAnswer();
      watch();
      // Its promise resolves only when all candidates are gathered, later than W3C asks; that the description is set
      // shows in the signalling state, which changes with every offer and every answer.
      await new Promise<void>((resolve, reject) => {
        const { unSubscribe } = connection.signalingStateChange.subscribe(() => {
          resolve();
        });
        connection
          .setLocalDescription(description)
          .then(() => {
            resolve();
          }, reject)
          .finally(unSubscribe);
      });
      return { type, sdp: description.sdp };
    },
    async setRemoteDescription(description) {
      await connection.setRemoteDescription(description);
      watch();
    },
    addIceCandidate: (candidate) => connection.addIceCandidate(candidate),
    restartIce: () => {
      connection.restartIce();
    },
    getTransport: async () => readFacts(await readStats(connection)),
    getStats: () => readStats(connection),
    // Sends an SCTP ABORT but no DTLS close_notify: the other side may notice only by ICE consent (RFC 7675).
    close: () => connection.close(),
  };
}

/** Returns a function that begins to listen to the transports that are there and were not listened to before. */
function watchTransports(connection: RTCPeerConnection, listener: ConnectionListener, keyLog: boolean): () => void {
  const known = new WeakSet();
  return () => {
    for (const transport of connection.dtlsTransports) {
      if (known.has(transport)) continue;
      known.add(transport);
      transport.onStateChange.subscribe((state) => {
        // Before the state: who sees `connected` shall be able to decrypt what comes then.
        if (keyLog && (state === 'connected' || state === 'failed')) logKeys(transport, listener);
        listener.changed('dtlsstatechange', state);
      });
    }
    const sctp = connection.sctpTransport?.sctp;
    if (sctp === undefined || known.has(sctp)) return;
    known.add(sctp);
    for (const state of ['connecting', 'connected', 'closed'] as const) {
      sctp.stateChanged[state].subscribe(() => {
        listener.changed('sctpstatechange', state);
      });
    }
  };
}

async function readStats(connection: RTCPeerConnection): Promise<Statistics[]> {
  return [...(await connection.getStats()).values()].map((record) => ({ ...record }));
}

/** It has no key log; its handshake's context, a public property of no documented use, holds what makes one. */
function logKeys({ dtls }: RTCDtlsTransport, listener: ConnectionListener): void {
  if (dtls === undefined) return;
  const { localRandom, remoteRandom, masterSecret } = dtls.cipher as Partial<typeof dtls.cipher>;
  // A handshake that failed early has none of them.
  if (localRandom === undefined || remoteRandom === undefined || masterSecret === undefined) return;
  const random = (dtls instanceof DtlsClient ? localRandom : remoteRandom).serialize();
  listener.keyLog(`CLIENT_RANDOM ${random.toString('hex')} ${masterSecret.toString('hex')}`);
}

/** It has no RTCPeerConnection.generateCertificate (webrtc-pc section 4.9), but makes its own by this. */
async function makeCertificate(type: CertificateType): Promise<RTCCertificate> {
  const signature = type === 'RSA' ? SignatureAlgorithm.rsa_1 : SignatureAlgorithm.ecdsa_3;
  const { certPem, keyPem, signatureHash } = await CipherContext.createSelfSignedCertificateWithKey({
    signature,
    hash: HashAlgorithm.sha256_4,
  });
  return new RTCCertificate(keyPem, certPem, signatureHash);
}

/** Against its own type it is undefined until SCTP is up. */
function toId(id: number | undefined): number | null {
  return id ?? null;
}

function adopt(native: RTCDataChannel, choose: (channel: Channel) => ChannelListener): Channel {
  const channel: Channel = {
    label: native.label,
    properties: () => ({
      label: native.label,
      ordered: native.ordered,
      maxRetransmits: native.maxRetransmits,
      maxPacketLifeTime: native.maxPacketLifeTime,
      protocol: native.protocol,
      negotiated: native.negotiated,
      id: toId(native.id),
      readyState: native.readyState,
      bufferedAmount: native.bufferedAmount,
      bufferedAmountLowThreshold: native.bufferedAmountLowThreshold,
    }),
    setBufferedAmountLowThreshold: (value) => {
      native.bufferedAmountLowThreshold = value;
    },
    // An empty message does not arrive: it is sent with no bytes and the PPID of a full one, where RFC 8831 section 6.6
    // asks for one byte and a PPID of its own. A peer does not mend its stack.
    send: (message) => {
      native.send(message);
    },
    close: () => {
      native.close();
    },
  };
  const listener = choose(channel);
  native.onMessage.subscribe((message) => {
    listener.received(message);
  });
  native.stateChanged.subscribe((state) => {
    if (state !== 'connecting') listener.happened(state === 'closed' ? 'close' : state);
  });
  native.bufferedAmountLow.subscribe(() => {
    listener.happened('bufferedamountlow');
  });
  native.error.subscribe((error) => {
    listener.failed(messageOf(error));
  });
  if (native.readyState === 'open') listener.happened('open');
  return channel;
}
