/**
 * What an adapter gives: a small part of the W3C API (webrtc-pc sections 4.4 and 6.2), with listeners handed over at the
 * start, so that no event can be missed. Media, statistics and trickled candidates have their place here when the
 * `drive` mode needs them.
 */

export interface Description {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

export type ConnectionState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';
export type IceConnectionState = Exclude<ConnectionState, 'connecting'> | 'checking' | 'completed';
export type IceGatheringState = 'new' | 'gathering' | 'complete';

/** Text or binary. A Buffer is only valid until the listener returns. */
export type Message = string | Buffer;

export interface Stack {
  /** The name in matrix.yaml. */
  readonly implementation: string;
  /** The npm package that is the stack; its version is the implementation's. */
  readonly package: string;
  /** A connection without ICE servers: neither STUN nor TURN. */
  open(listener: ConnectionListener): Connection;
  /** Called once, right before the process ends: what must be freed so that it ends cleanly. */
  shutDown(): void;
}

export interface ConnectionListener {
  /** One of the states has changed. */
  readonly changed: () => void;
  /** The other side opened a channel; what listens to it is the return value. */
  readonly announced: (channel: Channel) => ChannelListener;
}

export interface Connection {
  readonly connectionState: ConnectionState;
  readonly iceConnectionState: IceConnectionState;
  readonly iceGatheringState: IceGatheringState;
  /** With all candidates once gathering is complete; null before setLocalDescription. */
  readonly localDescription: Description | null;
  createDataChannel(label: string, listener: ChannelListener): Channel;
  /** Makes the offer or answer, sets it and starts gathering (W3C's setLocalDescription without an SDP). */
  setLocalDescription(type: Description['type']): Promise<void>;
  /** @throws whatever the stack throws when it cannot parse or accept the description. */
  setRemoteDescription(description: Description): Promise<void>;
  /** Resolves when the stack has told the other side, as far as it does so. */
  close(): Promise<void>;
}

export interface Channel {
  readonly label: string;
  /** @throws when the channel is not open. */
  send(message: Message): void;
}

export interface ChannelListener {
  /** Once, also when the channel was open from the start. */
  readonly opened: () => void;
  readonly received: (message: Message) => void;
  readonly closed: () => void;
}
