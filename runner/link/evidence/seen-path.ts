/** What the link saw of one path, as the runner gets it. Types only. */
import type { PathEvidence } from './path-evidence.ts';
import type { SctpEvidence } from './sctp-evidence.ts';

export interface SeenPath {
  /** Its number in the cell, from 0. */
  readonly path: number;
  readonly evidence: PathEvidence;
  /** Null before the cell's end, and where no key or no supported cipher suite opens its records. */
  readonly sctp: SctpEvidence | null;
  /** The frames of the cell's capture that show the packets which the evidence names, by their numbers. */
  readonly frames: Readonly<Record<number, number>>;
  /** As they came, in their order; bounded. */
  readonly descriptions: readonly SeenDescription[];
  /** Packets of nobody who belongs to the path. */
  readonly strays: number;
  /** For a path that an offer over HTTP opened: what the server answered. */
  readonly proxied: string | null;
}

export interface SeenDescription {
  readonly from: 'client' | 'server';
  /** As it was handed to the link: what its maker wrote, and what the case altered. */
  readonly sdp: string;
}
