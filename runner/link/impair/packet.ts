/** What passes the link, and what it is in the eyes of the rules. */
import type { Role } from '../../model.ts';
import type { Kind } from './rules.ts';

export interface PassingPacket {
  readonly from: Role;
  readonly bytes: Buffer;
  /** The number of the path within the cell, from 0. */
  readonly path: number;
}

/** A part of a datagram: a handshake message or a fragment of one, a record, or the whole datagram. */
export interface Part {
  /** Equal for a retransmission, different for any other message of the same handshake. */
  readonly id: string;
  readonly kinds: ReadonlySet<Kind>;
}

export interface Identity {
  /** The parts' ids, joined. */
  readonly what: string;
  readonly parts: readonly Part[];
}

/** Who the DTLS client of a path is, as far as its packets so far tell. */
export interface DtlsRoles {
  client: Role | null;
}
