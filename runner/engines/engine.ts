/** Where peers run. Two engines stand behind this one interface: `docker/` and `process/`. */
import type { Case, ClientOutcome, Exit, Implementation, Log, Role, Turn, TurnKind } from '../model.ts';
import type { Emit } from '../events.ts';

export type EngineName = 'docker' | 'process';

export interface Engine {
  readonly name: EngineName;
  /** The Docker engine's version; null without Docker. */
  readonly dockerVersion: string | null;
  /** Whether this engine can run the implementation at all, and if not how to get it. */
  offers(implementation: Implementation): boolean;
  /** Why its rooms have no TURN server, with the mend; null where they have one. */
  readonly withoutTurn: string | null;
  /**
   * Makes everything that a run needs (images, bundles), several at once. One that cannot be made is
   * an answer, not an exception.
   */
  prepare(implementations: readonly Implementation[], options: PrepareAllOptions): Promise<readonly Preparation[]>;
  /** Opens what the peers of one run share (a network). Disposing of it removes everything of this run. */
  open(runId: string, emit: Emit): Promise<Room>;
}

export interface PrepareOptions {
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export interface PrepareAllOptions extends PrepareOptions {
  /** Some case will ask for a TURN server: what it takes is made beforehand. What fails is told when it is started. */
  readonly turn?: boolean;
}

export type Preparation =
  | {
      readonly ok: true;
      readonly implementation: Implementation;
      /** Where the stack really came from: `pypi`, `debian`, `npm`, `local`, `image`. */
      readonly origin: string;
      /** The image's id (`sha256:…`), null without Docker. */
      readonly image: string | null;
    }
  | {
      readonly ok: false;
      readonly implementation: Implementation;
      /** `image not built: …` */
      readonly reason: string;
    };

export type Prepared = Extract<Preparation, { ok: true }>;

/** What the peers of one run share. */
export interface Room extends AsyncDisposable {
  /**
   * Starts a fresh server and waits until it takes offers.
   * @throws PeerError when it dies at start or does not become healthy in time.
   */
  startServer(peer: Prepared, signal: AbortSignal): Promise<ServerPeer>;
  /** Starts a fresh warm place in which clients are run. @throws PeerError */
  startClient(peer: Prepared, signal: AbortSignal): Promise<ClientPeer>;
  /** Starts a fresh process of `peer drive`; it may not be ready yet. @throws PeerError */
  startDriven(peer: Prepared, role: Role, signal: AbortSignal): Promise<DrivenProcess>;
  /** Starts a fresh process of the link (runner/link), where all peers of the room reach it. @throws PeerError */
  startLink(signal: AbortSignal): Promise<DrivenProcess>;
  /** Another one with each call. @throws PeerError: there is none, or it cannot be started */
  startTurn(kind: TurnKind, signal: AbortSignal): Promise<TurnServer>;
}

/** The process of a driven peer or of the link: lines go in, bytes come out. */
export interface DrivenProcess {
  /** Never throws: what is written to a process that has ended is lost, and `ended` tells. */
  write(line: string): void;
  /** One listener; what came before it was set is given to it then. */
  onStdout(listener: (chunk: Buffer) => void): void;
  readonly ended: Promise<Exit>;
  /** What it wrote to stderr from `since` (a mark) until now. */
  log(since?: number): Log;
  mark(): number;
  /** Closes its stdin. */
  endInput(): void;
  /** Bytes that are no text; lost like `write` where the process has ended. */
  writeBytes(bytes: Uint8Array): void;
  /** Sends SIGTERM and nothing after it; `ended` tells what came of it. */
  terminate(): void;
  stop(): Promise<void>;
}

/** A TURN server (RFC 8656) of a run. */
export interface TurnServer extends Turn {
  readonly ended: Promise<Exit>;
  stop(): Promise<void>;
}

export interface ServerPeer {
  /** Where a client posts its offer, as the client sees it: `http://server-pion:8080/offer`. */
  readonly url: string;
  /** The version that really runs, as GET /health tells it; null if it does not tell. */
  readonly version: string | null;
  /** What it printed from `since` (a mark) until now. */
  log(since?: number): Log;
  /** A point in its output, for `log`. */
  mark(): number;
  /** How it ended; null while it lives. Asked of the engine: a death of just now is known. */
  died(): Promise<Exit | null>;
  /** One HTTP request to it from where a client stands. Rejects when there is no answer. */
  ask(question: HttpQuestion): Promise<HttpAnswer>;
  /** Sends SIGTERM and resolves with how it ended; null where it did not within so many milliseconds. */
  terminate(limitMs: number): Promise<Exit | null>;
  stop(): Promise<void>;
}

export interface HttpQuestion {
  readonly method: string;
  /** `/offer` */
  readonly path: string;
  readonly body: string | null;
  readonly limitMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export interface ClientPeer {
  /** Runs one client process to its end: kills it (TERM, then KILL) at the time limit or on abort. */
  call(request: CallRequest): Promise<ClientOutcome>;
  stop(): Promise<void>;
}

export interface CallRequest {
  readonly url: string;
  readonly case: Case;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A peer could not be started, or its place vanished under it. Not a verdict about a stack. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
  /** What it printed before it died. */
  readonly log: Log | null;
  constructor(message: string, log: Log | null = null) {
    super(message);
    this.log = log;
  }
}

/** The machine lacks something that was demanded (exit status 3). The message says the mend. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}
