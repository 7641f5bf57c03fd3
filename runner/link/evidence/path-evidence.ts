/** What crossed one path, as plain JSON: what the wire has to say about the claims of two peers. Types only. */
import type { PacketClass } from '../packets/classify.ts';
import type { ClientHello, ServerHello } from '../packets/dtls-hello.ts';

/** Who made the offer (`client`) and who answered it (`server`); not the DTLS roles. */
export type Side = 'client' | 'server';

export type BySide<T> = Readonly<Record<Side, T>>;

/** Where on the path something was seen. `packet` counts the path's packets from 1, whoever sent them. */
export interface Moment {
  readonly packet: number;
  readonly atMs: number;
}

/** Something that one side sends, perhaps again and again. */
export interface Mark {
  readonly sent: number;
  /** Of those, how many the link passed on. */
  readonly delivered: number;
  readonly first: Moment | null;
  readonly last: Moment | null;
  readonly firstDelivered: Moment | null;
  readonly lastDelivered: Moment | null;
}

export interface Tally {
  readonly sent: number;
  readonly delivered: number;
  /** Of UDP payload, sent. */
  readonly bytes: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

export interface LastPacket extends Moment {
  /** `DTLS ClientHello`, `STUN success`, `RTP`, … */
  readonly what: string;
  readonly delivered: boolean;
}

/** Why packets could not be read: how many there were, and the first few. */
export interface Malformed {
  readonly count: number;
  readonly examples: readonly { readonly packet: number; readonly reason: string }[];
}

export interface PathEvidence {
  /** All that were taken, of both sides. */
  readonly packets: number;
  readonly traffic: BySide<Readonly<Record<PacketClass, Tally>>>;
  /** The last thing that each side sent. */
  readonly last: BySide<LastPacket | null>;
  /** RTP's and RTCP's, the first 16. */
  readonly ssrcs: BySide<readonly number[]>;
  readonly malformed: BySide<Malformed>;
  readonly stun: StunEvidence;
  readonly dtls: DtlsEvidence;
}

export interface StunEvidence extends BySide<StunSide> {
  /** Somebody answered 487 (RFC 8445 section 7.3.1.1). */
  readonly roleConflict: boolean;
}

export interface StunSide {
  readonly requests: Mark;
  /** Success responses. */
  readonly responses: Mark;
  readonly errors: Mark;
  /** How often each error code was sent, the first 8 codes. */
  readonly errorCodes: Readonly<Record<string, number>>;
  readonly useCandidate: Mark;
  /** In requests. */
  readonly controlling: number;
  readonly controlled: number;
  /** Of Binding requests and success responses. `unchecked`: nobody told the password. */
  readonly integrity: {
    readonly ok: number;
    readonly bad: number;
    readonly missing: number;
    readonly unchecked: number;
  };
  /** Of all messages. */
  readonly fingerprint: { readonly ok: number; readonly bad: number; readonly missing: number };
  /** Binding requests without PRIORITY, and success responses without XOR-MAPPED-ADDRESS. */
  readonly withoutPriority: number;
  readonly withoutMappedAddress: number;
}

export interface DtlsEvidence {
  /** Who sent the ClientHello that was answered, else the only ClientHello; null where that is nobody or both. */
  readonly client: Side | null;
  /** From the latest ServerHello that was delivered: `DTLS 1.2`; null before one. */
  readonly version: string | null;
  readonly cipherSuite: string | null;
  readonly srtpProfile: string | null;
  /** Offered and chosen. */
  readonly extendedMasterSecret: boolean | null;
  readonly renegotiationInfo: boolean | null;
  /** The latest of each that were delivered, whole. */
  readonly clientHello: ClientHello | null;
  readonly serverHello: ServerHello | null;
  readonly sides: BySide<DtlsSide>;
  /** Records in clear and ChangeCipherSpec, in the order of their first coming; the first 64. */
  readonly messages: readonly DtlsMessage[];
  /** Messages past these. */
  readonly messagesDropped: number;
  /** The first 32. */
  readonly alerts: readonly DtlsAlert[];
  readonly alertsDropped: number;
}

export interface DtlsSide {
  readonly records: Mark;
  readonly clientHello: Mark;
  readonly serverHello: Mark;
  readonly changeCipherSpec: Mark;
  /** Encrypted handshake records: in a first handshake of DTLS 1.2, Finished. */
  readonly finished: Mark;
  readonly applicationData: Mark;
  /** Application data that was delivered after the other side's `finished` was. */
  readonly applicationDataAfterFinished: number;
  /** All encrypted records. */
  readonly encrypted: Mark;
  /** Different ones that were delivered whole, the first 4. */
  readonly certificates: readonly ShownCertificate[];
  readonly certificatesDropped: number;
  /** Certificate messages without a certificate. */
  readonly emptyCertificates: number;
}

export interface ShownCertificate extends Moment {
  /** SHA-256 as in SDP, `AA:BB:…`. */
  readonly fingerprint: string;
  /** DER in base64; null where it has more than 8 KiB. */
  readonly der: string | null;
}

export interface DtlsMessage {
  readonly from: Side;
  /** `ClientHello`, …; `ChangeCipherSpec`; `encrypted handshake` for a handshake record of an epoch above 0. */
  readonly name: string;
  /** message_seq; null where there is none to be seen. */
  readonly sequence: number | null;
  /** Counts records or first fragments: more than once is a retransmission. */
  readonly mark: Mark;
}

export interface DtlsAlert extends Moment {
  readonly from: Side;
  readonly delivered: boolean;
  /** Null where the alert is encrypted. */
  readonly level: 'warning' | 'fatal' | null;
  readonly name: string | null;
}
