/**
 * What the runner and the link say to each other, a JSON message a line: requests on the link's stdin, answers on its
 * stdout (answers.ts). Types only: the link runs where there is no node_modules.
 */
import type { Rule } from './impair/rules.ts';
import type { LinkDecision } from './impair/impairment.ts';
import type { BySide } from './evidence/path-evidence.ts';
import type { SeenPath } from './evidence/seen-path.ts';
import type { Side } from './relay/path.ts';

/** Requests by name: what is asked, and what is answered. The link numbers cells, and the paths of each cell from 0. */
export interface Requests {
  /** Begins a cell: its paths share one capture and one clock. */
  openCell: { params: OpenCell; result: { cell: number } };
  /** Two sockets, and their addresses as the peers see them. */
  openPath: { params: { cell: number }; result: { path: number } };
  /** Leads a description through a path and learns its candidates, credentials and fingerprints. */
  carryDescription: { params: { cell: number; path: number; from: Side; sdp: string }; result: { sdp: string } };
  carryCandidate: {
    params: { cell: number; path: number; from: Side; candidate: string };
    result: { candidate: string | null };
  };
  /** Listens for HTTP and passes all on to `url`'s server; descriptions of `POST` are led through a new path each. */
  openProxy: { params: { cell: number; url: string }; result: { url: string } };
  /** From now on, for all paths of the cell. */
  impair: { params: { cell: number; rules: readonly Rule[] }; result: Record<string, never> };
  evidence: { params: { cell: number }; result: Evidence };
  /** How far it has come: for who waits. Cheap. */
  progress: { params: { cell: number }; result: Progress };
  /** Ends all of a cell. Its capture stands behind the answer; `keyLog` as SSLKEYLOGFILE has it. */
  closeCell: { params: { cell: number; keyLog: readonly string[] }; result: Evidence };
}

export interface OpenCell {
  /** The capture's comment. */
  comment: string;
  /** Of what rules do by chance. */
  seed: number;
  captureBytes: number;
}

/** What was seen so far of every path that the cell has, in the order in which they were opened. */
export interface Evidence {
  /** The number of the capture's last frame, as Wireshark counts them; 0 before there is one. */
  readonly frames: number;
  readonly paths: readonly SeenPath[];
  readonly decisions: readonly LinkDecision[];
}

export interface Progress {
  /** Bytes of DTLS datagrams that were sent, those that were dropped too. */
  readonly paths: readonly { readonly path: number; readonly dtlsBytes: BySide<number> }[];
}

export type RequestName = keyof Requests;
export type RequestParams<N extends RequestName> = Requests[N]['params'];
export type RequestResult<N extends RequestName> = Requests[N]['result'];

export type Answer =
  /** `bytes`: so many raw bytes stand behind the line. */
  | { readonly id: number; readonly result: unknown; readonly bytes?: number }
  | { readonly id: number; readonly error: string };
