/**
 * The nouns of the project, as types (docs/decisions and the README explain the words).
 * Everything here is plain, readonly data: no clock, no file, no engine.
 */

import type { SeenPath } from './link/evidence/seen-path.ts';

/** Whether a peer answers offers (`server`) or makes them (`client`). */
export type Role = 'server' | 'client';

/** How a peer reaches a TURN server (RFC 8656 section 3.1). */
export type TurnTransport = 'udp' | 'tcp' | 'tls';

/** The TURN servers that a case may ask for: one a transport, and one over TLS for which nobody vouches whom the peers trust. */
export type TurnKind = TurnTransport | 'untrusted';

/** A TURN server as a peer is told of it; it is reached over one transport and not over the others. */
export interface Turn {
  readonly transport: TurnTransport;
  /** IPv4; the relayed addresses are of it, too. */
  readonly address: string;
  /** What it is asked for by: over TLS the name that its certificate has. */
  readonly host: string;
  /** Over TLS: a name that leads to it and that its certificate does not have. */
  readonly otherName: string | null;
  readonly port: number;
  readonly username: string;
  readonly credential: string;
  /** Over TLS: the certificate of who vouches for it, PEM. Null: no server over TLS, or it is of no use to the peers. */
  readonly trustedRoots: string | null;
}

export type Turns = ReadonlyMap<TurnKind, Turn>;

/**
 * The outcome of one attempt or one cell.
 * - `passed`: the client says so and nothing contradicts it.
 * - `failed`: the pair does not do it.
 * - `unsupported`: a peer says that it has no such feature.
 * - `broken`: this project or the machine could not run it. Never a word about the stacks.
 */
export type Verdict = 'passed' | 'failed' | 'unsupported' | 'broken';

/** How far a connection got, in the order in which WebRTC sets it up (RFC 8829; RFC 8827). */
export type Stage = 'signalling' | 'ICE' | 'DTLS' | 'SRTP' | 'SCTP' | 'application';

/** Whose fault a bad verdict is, as far as the evidence goes. `either`: one of the two peers. */
export type Blame = 'client' | 'server' | 'either' | 'link' | 'runner';

/** One thing that a pair must be able to do. */
export interface Case {
  readonly name: string;
  /** One or two letters for the grid, unique. */
  readonly abbreviation: string;
  /** One sentence. */
  readonly title: string;
  /** References, e.g. `RFC 8832 section 5.1`. */
  readonly spec: readonly string[];
  /**
   * The upstream Peer Connection Test number (`-t N`). A case that has one exists in the exit-code contract too; null:
   * for driven peers only.
   */
  readonly number: number | null;
}

/** An image that this repository builds. `folder` is relative to matrix.yaml. */
export interface FolderImage {
  readonly kind: 'folder';
  readonly folder: string;
  /** The stage to build; null for the last one. */
  readonly target: string | null;
  readonly args: Readonly<Record<string, string>>;
  /** Where the stack can come from, tried in this order: `pypi`, then `debian`. */
  readonly origins: readonly string[];
}

/** A foreign image that follows the exit-code contract (docs/peer-protocol.md). */
export interface ReferenceImage {
  readonly kind: 'reference';
  readonly reference: string;
  /** The server's command; null for the image's own. */
  readonly server: readonly string[] | null;
  /** `{url}`, `{case}` and `{number}` are replaced. */
  readonly client: readonly string[];
  /** The TCP port on which the server takes offers. */
  readonly port: number;
}

/** A peer that npm alone can bring, run as a child process by the embedded engine. */
export interface NpmPeer {
  /** The npm package that is the stack. */
  readonly package: string;
  /** The peer's TypeScript entry, relative to matrix.yaml. */
  readonly entry: string;
}

/** A WebRTC stack at one version. */
export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  readonly homepage: string;
  readonly licence: string;
  readonly roles: readonly Role[];
  readonly image: FolderImage | ReferenceImage | null;
  readonly npm: NpmPeer | null;
  /** From `--with NAME=SPEC`: what replaces the pinned version in this run. */
  readonly override: Override | null;
}

/** `--with NAME=SPEC`: another version, or packages from this machine (an absolute path). */
export type Override =
  { readonly kind: 'version'; readonly version: string } | { readonly kind: 'packages'; readonly path: string };

/** A line of expectations: which cells are known not to pass, and why. Names may be patterns (`*`, `{a,b}`). */
export interface Expectation {
  readonly case: string;
  readonly server: string;
  readonly client: string;
  readonly verdict: 'failed' | 'unsupported';
  /** A race: the cell may pass as well. */
  readonly sometimes: boolean;
  readonly reason: string;
  readonly link: string | null;
  /** Where it stands, for messages: `matrix.yaml:31:5`. */
  readonly position: string;
}

export interface Matrix {
  readonly implementations: readonly Implementation[];
  readonly cases: readonly Case[];
  readonly expectations: readonly Expectation[];
}

/** The smallest thing that is run and judged. */
export interface Cell {
  readonly case: string;
  readonly server: string;
  readonly client: string;
}

/** What a process printed: cut in the middle when it printed too much, never more than a bound. */
export interface Log {
  readonly text: string;
  /** Bytes that were printed but not kept. */
  readonly droppedBytes: number;
}

/** How a process ended. A process that still runs has neither an exit code nor a signal. */
export interface Exit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** What the client of one attempt did. */
export interface ClientOutcome extends Exit {
  /** The runner's time limit ran out and it killed the process. */
  readonly timedOut: boolean;
  readonly durationMs: number;
  readonly log: Log;
}

/** What the server did while the attempt ran. `died` is null while it lives. */
export interface ServerOutcome {
  readonly died: Exit | null;
  readonly log: Log;
}

/** What came of a case's script. Reasons are whole sentences that name the side. */
export type ScriptOutcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly side: Role | null; readonly stage: Stage | null; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly reason: string }
  /** A peer broke the protocol: our translation's fault. */
  | { readonly kind: 'broken'; readonly reason: string };

/** A figure that a case tells beside its verdict. */
export interface Measure {
  /** `client to server` */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What one side says of one path: by its exit code, or by the states and channels that it told. */
export interface WireClaim {
  /** It says that it was connected. */
  readonly connected: boolean;
  /** It says that data came: one of its channels was open. */
  readonly data: boolean;
}

/** One path of an attempt: what the link saw, beside what each side says. */
export interface WirePath {
  readonly seen: SeenPath;
  /** As it was when the case ended, before the closing; null where the case passed. */
  readonly whenEnded: SeenPath | null;
  readonly claims: Readonly<Record<Role, WireClaim>>;
}

/**
 * What was seen of one attempt; the judge's only input besides expectations. On the bare path `wire` is
 * null, and so is `frame`: the number of the capture's last frame when the case ended, as Wireshark counts them.
 */
export type Observation =
  /** By exit code. */
  | {
      readonly kind: 'ran';
      readonly client: ClientOutcome;
      readonly server: ServerOutcome;
      readonly frame: number | null;
      readonly wire: readonly WirePath[] | null;
    }
  /** By script over driven peers; the logs are what was said to each side and by it. */
  | {
      readonly kind: 'driven';
      readonly outcome: ScriptOutcome;
      readonly frame: number | null;
      readonly measures: readonly Measure[];
      readonly clientLog: Log;
      readonly serverLog: Log;
      readonly wire: readonly WirePath[] | null;
    }
  /** By both contracts, which have to agree. */
  | { readonly kind: 'both'; readonly exitCode: Observation; readonly driven: Observation }
  /** The attempt could not be made; `reason` is a whole sentence's worth: `image not built: …`. */
  | {
      readonly kind: 'not-run';
      readonly reason: string;
      readonly blame: 'runner' | 'link';
      readonly serverLog: Log | null;
      readonly clientLog: Log | null;
    };

/** One attempt, judged. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly blame: Blame | null;
  readonly stage: Stage | null;
}
