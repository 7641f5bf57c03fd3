/**
 * The language of a driven peer: the one source of the types, of the JSON Schema in docs/peer-protocol.schema.json and
 * of what the runner checks every message with. The sentences stand in docs/peer-protocol.md.
 */
import { z } from 'zod';
import {
  candidate,
  channelInit,
  channelProperties,
  collection,
  connectionProperties,
  connectionState,
  description,
  dtlsState,
  generator,
  handle,
  iceConnectionState,
  iceGatheringState,
  sctpState,
  signalingState,
  transportFacts,
} from './values.ts';

/** The version of this language; `hello` tells the peer's. */
export const PROTOCOL = 1;

const nothing = z.strictObject({});
const onConnection = z.strictObject({ pc: handle });
const onChannel = z.strictObject({ channel: handle });

/** Requests: parameters and result of each. */
export const methods = {
  hello: {
    params: nothing,
    result: z.strictObject({
      implementation: z.string(),
      version: z.string(),
      language: z.string(),
      protocol: z.int(),
    }),
  },
  createPeerConnection: {
    params: z.strictObject({
      /** Left out: the stack's default. RSA means RSASSA-PKCS1-v1_5 with 2048 bits, ECDSA means P-256. */
      certificate: z.enum(['ECDSA', 'RSA']).optional(),
      iceServers: z
        .array(z.strictObject({ urls: z.string(), username: z.string().optional(), credential: z.string().optional() }))
        .optional(),
      iceTransportPolicy: z.enum(['all', 'relay']).optional(),
      /**
       * Certificates, PEM, of who is to be believed about a server of `iceServers` that is reached over TLS (RFC 8489
       * section 6.2.3). Left out: the stack's default.
       */
      trustedRoots: z.string().optional(),
      /** True: a lite agent (RFC 8445 section 2.5). */
      iceLite: z.boolean().optional(),
      /** Takes part in TCP connections that it opens (`active`) or accepts (`passive`), RFC 6544 section 3. Left out: the stack's default. */
      iceTcp: z.enum(['active', 'passive']).optional(),
      /** Ask for `keylog` notifications. */
      keyLog: z.boolean().optional(),
    }),
    result: onConnection,
  },
  /** W3C's setLocalDescription without an SDP: makes the offer or answer and sets it. */
  setLocalDescription: {
    params: z.strictObject({
      pc: handle,
      type: z.enum(['offer', 'answer']),
      /** False: the answer comes when gathering is complete, with all candidates. True: at once; candidates follow as `icecandidate`. */
      trickle: z.boolean(),
    }),
    result: description,
  },
  setRemoteDescription: { params: z.strictObject({ pc: handle, description }), result: nothing },
  addIceCandidate: { params: z.strictObject({ pc: handle, candidate }), result: nothing },
  /** The next offer has new ICE credentials (webrtc-pc section 4.4.2). */
  restartIce: { params: onConnection, result: nothing },
  createDataChannel: { params: z.strictObject({ pc: handle, ...channelInit }), result: onChannel },
  getPeerConnection: { params: onConnection, result: connectionProperties },
  getDataChannel: { params: onChannel, result: channelProperties },
  getTransport: { params: onConnection, result: transportFacts },
  /** The stack's own statistics, unchanged (webrtc-stats). */
  getStats: { params: onConnection, result: z.strictObject({ stats: z.array(z.record(z.string(), z.unknown())) }) },
  setBufferedAmountLowThreshold: {
    params: z.strictObject({ channel: handle, value: z.number().nonnegative() }),
    result: nothing,
  },
  /** One message: text, or bytes in base64. */
  send: {
    params: z.union([
      z.strictObject({ channel: handle, text: z.string() }),
      z.strictObject({ channel: handle, base64: z.base64() }),
    ]),
    result: nothing,
  },
  /** Makes messages and sends them all; answers when the stack has taken the last one. */
  sendGenerated: {
    params: z.strictObject({ channel: handle, ...generator }),
    result: z.strictObject({ bytes: z.int().nonnegative() }),
  },
  /** From now on messages of this channel are counted, not told; `collected` tells when `count` have come. */
  collect: { params: z.strictObject({ channel: handle, count: z.int().positive() }), result: nothing },
  /** What has been collected so far. */
  getCollected: { params: onChannel, result: collection },
  closeDataChannel: { params: onChannel, result: nothing },
  /** Closing twice is no error (webrtc-pc section 4.4.2). */
  closePeerConnection: { params: onConnection, result: nothing },
} as const;

/** The peer's own monotonic clock, milliseconds. */
const t = z.number().nonnegative();

/** Notifications: what a peer tells unasked, as it happens. */
export const notifications = {
  connectionstatechange: z.strictObject({ t, pc: handle, state: connectionState }),
  iceconnectionstatechange: z.strictObject({ t, pc: handle, state: iceConnectionState }),
  icegatheringstatechange: z.strictObject({ t, pc: handle, state: iceGatheringState }),
  signalingstatechange: z.strictObject({ t, pc: handle, state: signalingState }),
  dtlsstatechange: z.strictObject({ t, pc: handle, state: dtlsState }),
  sctpstatechange: z.strictObject({ t, pc: handle, state: sctpState }),
  icecandidate: z.strictObject({ t, pc: handle, candidate }),
  /** The other side opened a channel. */
  datachannel: z.strictObject({ t, pc: handle, channel: handle }),
  open: z.strictObject({ t, channel: handle }),
  closing: z.strictObject({ t, channel: handle }),
  close: z.strictObject({ t, channel: handle }),
  error: z.strictObject({ t, channel: handle, message: z.string() }),
  message: z.union([
    z.strictObject({ t, channel: handle, text: z.string() }),
    z.strictObject({ t, channel: handle, base64: z.base64() }),
  ]),
  collected: z.strictObject({ t, channel: handle, ...collection.shape }),
  bufferedamountlow: z.strictObject({ t, channel: handle }),
  /** One line in the format of SSLKEYLOGFILE (draft-ietf-tls-keylogfile). */
  keylog: z.strictObject({ t, pc: handle, line: z.string() }),
} as const;

/** What a peer may write: a result, an error, a notification (JSON-RPC 2.0 sections 4 and 5). */
export const envelope = z.union([
  z.strictObject({ jsonrpc: z.literal('2.0'), id: z.int(), result: z.unknown() }),
  z.strictObject({
    jsonrpc: z.literal('2.0'),
    id: z.int().nullable(),
    error: z.object({ code: z.int(), message: z.string() }),
  }),
  z.strictObject({ jsonrpc: z.literal('2.0'), method: z.string(), params: z.record(z.string(), z.unknown()) }),
]);

export type Method = keyof typeof methods;
export type Params<M extends Method> = z.infer<(typeof methods)[M]['params']>;
export type Result<M extends Method> = z.infer<(typeof methods)[M]['result']>;
export type NotificationName = keyof typeof notifications;
export type Notification<N extends NotificationName> = z.infer<(typeof notifications)[N]>;

/** Error codes: those of JSON-RPC 2.0, and three of ours. */
export const errorCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  /** The stack has no such feature; `message` says what. */
  unsupported: 1,
  /** The stack's API threw; `message` is its own. */
  exception: 2,
  /** No such peer connection or channel in this process. */
  unknownHandle: 3,
} as const;
