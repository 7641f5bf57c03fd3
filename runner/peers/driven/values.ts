/** The values that the messages of a driven peer are made of, in the W3C API's own words (webrtc-pc). */
import { z } from 'zod';

/** A peer connection or a channel, as the peer numbers them: never used twice in one process. */
export const handle = z.int().positive();

export const description = z.strictObject({ type: z.enum(['offer', 'answer']), sdp: z.string() });

/** `candidate` as in webrtc-pc section 4.8.1.1; an empty one ends the candidates. */
export const candidate = z.strictObject({
  candidate: z.string(),
  sdpMid: z.string().nullable(),
  sdpMLineIndex: z.int().nonnegative().nullable(),
});

/** webrtc-pc section 6.2, RTCDataChannelInit; what is left out is left out in the call of the stack, too. */
export const channelInit = {
  label: z.string(),
  ordered: z.boolean().optional(),
  maxRetransmits: z.int().nonnegative().optional(),
  maxPacketLifeTime: z.int().nonnegative().optional(),
  protocol: z.string().optional(),
  negotiated: z.boolean().optional(),
  id: z.int().nonnegative().optional(),
};

/**
 * webrtc-pc section 6.2, RTCDataChannel. A property that the stack's API does not have is left out; one that it has
 * without a value is null.
 */
export const channelProperties = z.strictObject({
  label: z.string().nullable().optional(),
  ordered: z.boolean().optional(),
  maxRetransmits: z.int().nullable().optional(),
  maxPacketLifeTime: z.int().nullable().optional(),
  protocol: z.string().nullable().optional(),
  negotiated: z.boolean().optional(),
  id: z.int().nullable().optional(),
  readyState: z.enum(['connecting', 'open', 'closing', 'closed']).optional(),
  bufferedAmount: z.number().nonnegative().optional(),
  bufferedAmountLowThreshold: z.number().nonnegative().optional(),
});

export const connectionState = z.enum(['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed']);
export const iceConnectionState = z.enum([
  'new',
  'checking',
  'connected',
  'completed',
  'disconnected',
  'failed',
  'closed',
]);
export const iceGatheringState = z.enum(['new', 'gathering', 'complete']);
export const signalingState = z.enum([
  'stable',
  'have-local-offer',
  'have-remote-offer',
  'have-local-pranswer',
  'have-remote-pranswer',
  'closed',
]);
export const dtlsState = z.enum(['new', 'connecting', 'connected', 'closed', 'failed']);
export const sctpState = z.enum(['connecting', 'connected', 'closed']);

/** What the stack tells of a connection; what it does not tell is left out. */
export const connectionProperties = z.strictObject({
  connectionState: connectionState.optional(),
  iceConnectionState: iceConnectionState.optional(),
  iceGatheringState: iceGatheringState.optional(),
  signalingState: signalingState.optional(),
  dtlsState: dtlsState.optional(),
  sctpState: sctpState.optional(),
  localDescription: description.nullable().optional(),
  remoteDescription: description.nullable().optional(),
  /** The largest message that may be sent (webrtc-pc section 6.1.1.2), bytes. */
  maxMessageSize: z.number().nonnegative().optional(),
});

/** What the two sides agreed on, as far as the stack tells. */
export const transportFacts = z.strictObject({
  dtlsVersion: z.enum(['DTLS 1.0', 'DTLS 1.2', 'DTLS 1.3']).optional(),
  dtlsRole: z.enum(['client', 'server']).optional(),
  cipherSuite: z.string().optional(),
  srtpProfile: z.string().optional(),
  iceRole: z.enum(['controlling', 'controlled']).optional(),
  /** The selected pair's candidates as the stack prints them. */
  selectedPair: z.strictObject({ local: z.string(), remote: z.string() }).optional(),
});

/** How messages are made: docs/peer-protocol.md, "Generated messages". */
export const generator = {
  count: z.int().positive(),
  /** Length of each message, bytes of its encoded form. */
  length: z.int().nonnegative(),
  seed: z.int().nonnegative().max(0xffff_ffff),
  text: z.boolean(),
};

/** What came in while collecting. */
export const collection = z.strictObject({
  count: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** SHA-256, hexadecimal, over all messages in the order in which they came. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** How many of them were text. */
  texts: z.int().nonnegative(),
  /** The numbers that the messages carry, as runs [first, last] that rise by one, in the order in which they came. */
  order: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])),
});
