/**
 * What an adapter gives: the W3C API (webrtc-pc sections 4.4 and 6.2) as far as data channels go, with listeners handed
 * over at the start, so that no event can be missed. Everything is the stack's own word: what its API does not have is
 * left undefined or refused with UnsupportedError, what it throws is thrown on. Media has its place here when it comes.
 */

/** The stack's API has no such feature; the message says which. */
export class UnsupportedError extends Error {}

export interface Description {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

export type ConnectionState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';
export type IceConnectionState = Exclude<ConnectionState, 'connecting'> | 'checking' | 'completed';
export type IceGatheringState = 'new' | 'gathering' | 'complete';

export type StateEvent =
  | 'connectionstatechange'
  | 'iceconnectionstatechange'
  | 'icegatheringstatechange'
  | 'signalingstatechange'
  | 'dtlsstatechange'
  | 'sctpstatechange';

/** `candidate` as in webrtc-pc section 4.8.1.1; an empty one ends the candidates. */
export interface Candidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
}

/** Text or binary. A Buffer is only valid until the listener returns. */
export type Message = string | Buffer;

export type CertificateType = 'ECDSA' | 'RSA';

/** What is left out is left out in the call of the stack; `iceServers` left out are none. */
export interface ConnectionOptions {
  readonly certificate?: CertificateType | undefined;
  readonly iceServers?:
    | readonly {
        readonly urls: string;
        readonly username?: string | undefined;
        readonly credential?: string | undefined;
      }[]
    | undefined;
  readonly iceTransportPolicy?: 'all' | 'relay' | undefined;
  /** Certificates, PEM, of who is to be believed about a server that is reached over TLS. */
  readonly trustedRoots?: string | undefined;
  /** True: a lite agent (RFC 8445 section 2.5). */
  readonly iceLite?: boolean | undefined;
  /** Which side of TCP connections it can be (RFC 6544 section 3). */
  readonly iceTcp?: 'active' | 'passive' | undefined;
  readonly keyLog?: boolean | undefined;
}

/** webrtc-pc section 6.2, RTCDataChannelInit. */
export interface ChannelOptions {
  readonly ordered?: boolean | undefined;
  readonly maxRetransmits?: number | undefined;
  readonly maxPacketLifeTime?: number | undefined;
  readonly protocol?: string | undefined;
  readonly negotiated?: boolean | undefined;
  readonly id?: number | undefined;
}

export interface Stack {
  /** The name in matrix.yaml. */
  readonly implementation: string;
  /** What it is written in, as in matrix.yaml. */
  readonly language: string;
  /** The npm package that is the stack; its version is the implementation's. */
  readonly package: string;
  /** @throws UnsupportedError for options that the stack does not have. */
  open(options: ConnectionOptions, listener: ConnectionListener): Promise<Connection>;
  /** Called once, right before the process ends: what must be freed so that it ends cleanly. */
  shutDown(): void;
}

export interface ConnectionListener {
  /** The stack says that one of its states has changed, and to what. */
  changed(event: StateEvent, state: string): void;
  /** The stack has found a candidate, or has found all: then an empty one. */
  found(candidate: Candidate): void;
  /** The other side opened a channel; what listens to it is the return value. */
  announced(channel: Channel): ChannelListener;
  /** A line in the format of SSLKEYLOGFILE, if they were asked for. */
  keyLog(line: string): void;
}

export interface Connection {
  readonly connectionState: ConnectionState;
  readonly iceConnectionState: IceConnectionState;
  readonly iceGatheringState: IceGatheringState;
  readonly signalingState: string;
  readonly dtlsState: string | undefined;
  readonly sctpState: string | undefined;
  /** With all candidates once gathering is complete; null before setLocalDescription. */
  readonly localDescription: Description | null;
  readonly remoteDescription: Description | null;
  /** The largest message that may be sent (webrtc-pc section 6.1.1.2), bytes. */
  readonly maxMessageSize: number | undefined;
  createDataChannel(label: string, options: ChannelOptions, listener: ChannelListener): Channel;
  /**
   * Makes the offer or answer, sets it and starts gathering (W3C's setLocalDescription without an SDP). Resolves to what
   * was set as soon as it is set, with none or few of the candidates.
   */
  setLocalDescription(type: Description['type']): Promise<Description>;
  /** @throws whatever the stack throws when it cannot parse or accept the description. */
  setRemoteDescription(description: Description): Promise<void>;
  addIceCandidate(candidate: Candidate): Promise<void>;
  restartIce(): void;
  getTransport(): Promise<TransportFacts>;
  getStats(): Promise<readonly Statistics[]>;
  /** Resolves when the stack has told the other side, as far as it does so. */
  close(): Promise<void>;
}

/** What the two sides agreed on, as far as the stack tells. */
export interface TransportFacts {
  readonly dtlsVersion?: string | undefined;
  readonly dtlsRole?: string | undefined;
  readonly cipherSuite?: string | undefined;
  readonly srtpProfile?: string | undefined;
  readonly iceRole?: string | undefined;
  readonly selectedPair?: { readonly local: string; readonly remote: string } | undefined;
}

/** One record of the stack's own (webrtc-stats). */
export type Statistics = Readonly<Record<string, unknown>>;

export interface Channel {
  readonly label: string;
  /** Properties of an RTCDataChannel, those that the stack's API has; null where they have no value. */
  properties(): ChannelProperties;
  setBufferedAmountLowThreshold(value: number): void;
  /** @throws when the channel is not open. */
  send(message: Message): void;
  close(): void;
}

export interface ChannelProperties {
  readonly label?: string;
  readonly ordered?: boolean;
  readonly maxRetransmits?: number | null;
  readonly maxPacketLifeTime?: number | null;
  readonly protocol?: string;
  readonly negotiated?: boolean;
  readonly id?: number | null;
  readonly readyState?: string;
  readonly bufferedAmount?: number;
  readonly bufferedAmountLowThreshold?: number;
}

export type ChannelEvent = 'open' | 'closing' | 'close' | 'bufferedamountlow';

export interface ChannelListener {
  /** `open` comes once and before the first message, also when the channel was open from the start. */
  happened(event: ChannelEvent): void;
  failed(message: string): void;
  received(message: Message): void;
}
