/** What lies between two peer connections, as a case's world sees it: the link, which leads their packets through a path. */
import type { ShownCertificate, StunSide } from '../../link/evidence/path-evidence.ts';
import type { LinkDecision } from '../../link/impair/impairment.ts';
import type { Rule } from '../../link/impair/rules.ts';
import type { Role } from '../../model.ts';

export interface Network {
  openPath(): Promise<NetworkPath>;
  /** What happens to packets from now on, on all paths; what was seen is counted anew. None: nothing happens any more. */
  impair(rules: readonly Rule[]): Promise<void>;
  /** What was done to packets so far, under all rules there were. */
  decisions(): Promise<readonly LinkDecision[]>;
  /** Bytes of DTLS datagrams that a side has sent so far, those that were dropped too. @param path its number */
  dtlsBytes(path: number, from: Role): Promise<number>;
  /** Connectivity checks that a side has sent so far, and its answers. @param path its number */
  stun(path: number, from: Role): Promise<StunSide>;
  /** The certificates that a side has shown in clear so far. @param path its number */
  certificates(path: number, from: Role): Promise<readonly ShownCertificate[]>;
}

export interface NetworkPath {
  /** Its number, by which evidence names it. */
  readonly path: number;
  /** A description of `from`, as the other side is to get it. */
  carryDescription(from: Role, sdp: string): Promise<string>;
  /** Null for a candidate that the path cannot stand for, and which is not handed on. */
  carryCandidate(from: Role, candidate: string): Promise<string | null>;
}
