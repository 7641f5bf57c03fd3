/** What the decrypted records of one path show of SCTP and its data channels, as plain JSON. Types only. */
import type { BySide } from './path-evidence.ts';

/** Only of records that the side's own key proved to be its own, and that were delivered; the first of each side. */
export type SctpEvidence = BySide<SctpSide>;

export interface SctpSide {
  /** SCTP packets that were decrypted. */
  readonly packets: number;
  /** The first of each. */
  readonly init: SctpInit | null;
  readonly initAck: SctpInit | null;
  /** The first 16; retransmissions once. */
  readonly opens: readonly DataChannelOpen[];
  /** How many messages began with each payload protocol identifier, retransmissions once; the first 16 identifiers. */
  readonly ppids: Readonly<Record<string, number>>;
  /** The first message of DCEP (PPID 50) with the U bit. */
  readonly unorderedDcep: { readonly packet: number; readonly stream: number } | null;
  /** Whole messages without a byte, or with an identifier for empty ones: the first 16. */
  readonly emptyMessages: readonly EmptyMessage[];
}

/** INIT or INIT ACK (RFC 9260 sections 3.3.2 and 3.3.3). */
export interface SctpInit {
  readonly packet: number;
  readonly outboundStreams: number;
  readonly inboundStreams: number;
  /** Chunk types of the parameter Supported Extensions (RFC 5061 section 4.2.7), each once; empty without one. */
  readonly extensions: readonly number[];
  /** The parameter Forward-TSN-Supported (RFC 3758 section 3.1). */
  readonly forwardTsn: boolean;
}

/** RFC 8832 section 5.1. */
export interface DataChannelOpen {
  readonly packet: number;
  readonly stream: number;
  readonly channelType: number;
  readonly priority: number;
  readonly reliability: number;
  readonly labelBytes: number;
  readonly protocolBytes: number;
  /** Of the whole message, its header too; null where it came in several chunks. */
  readonly messageBytes: number | null;
}

interface EmptyMessage {
  readonly packet: number;
  readonly ppid: number;
  readonly bytes: number;
}
