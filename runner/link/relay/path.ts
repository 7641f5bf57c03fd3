/** One path between two peer connections: takes what each sends, shows it to whoever watches, and passes it on. */
import { leadCandidateThrough, leadThrough, readCandidate, readFacts, type Address } from '../sdp-path.ts';
import { Route, type StunHint } from './route.ts';
import { openFace, type Face } from './sockets.ts';

export type Side = 'client' | 'server';

/** What happened to a packet: told once for each that came and once more for each copy that is sent. */
export interface Passing {
  readonly from: Side;
  readonly bytes: Buffer;
  /** Milliseconds since the path's clock began. */
  readonly atMs: number;
  readonly source: Address;
  /** Null when it was not passed on. */
  readonly destination: Address | null;
}

export interface PathWatch {
  readonly nowMs: () => number;
  readonly readHint: (bytes: Buffer) => StunHint | null;
  /** Decides about a packet of a known side; `pass` may be called later, or several times, or never. */
  readonly onPacket: (passing: Omit<Passing, 'destination'>, pass: () => Address | null) => void;
  /** A packet of nobody who belongs to this path. */
  readonly onStray: (side: Side, source: Address, bytes: Buffer) => void;
  readonly onDescription: (from: Side, sdp: string) => void;
}

const other = { client: 'server', server: 'client' } as const;

export class RelayPath {
  readonly #faces: Readonly<Record<Side, Face>>;
  readonly #routes: Readonly<Record<Side, Route>> = { client: new Route(), server: new Route() };
  readonly #watch: PathWatch;

  private constructor(faces: Readonly<Record<Side, Face>>, watch: PathWatch) {
    this.#faces = faces;
    this.#watch = watch;
  }

  /**
   * The sockets are open before any description is handed on: checks can come before there is an answer.
   * @param address an IPv4 address of this machine that both peers reach
   */
  static async open(address: string, watch: PathWatch): Promise<RelayPath> {
    const path: { opened: RelayPath | null } = { opened: null };
    const openFor = (side: Side): Promise<Face> =>
      openFace(address, (bytes, source) => {
        path.opened?.take(side, bytes, source);
      });
    const client = await openFor('client');
    try {
      const server = await openFor('server');
      path.opened = new RelayPath({ client, server }, watch);
      return path.opened;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** Where each side sends to. */
  get faces(): Readonly<Record<Side, Address>> {
    return { client: this.#faces.client.here, server: this.#faces.server.here };
  }

  /** A description on its way from one side to the other: as the other side is to get it. */
  carryDescription(from: Side, sdp: string): string {
    const { candidate, ufrag } = readFacts(sdp);
    if (ufrag !== null) this.#routes[from].beginSession(ufrag);
    if (candidate !== null) this.#routes[from].expectCandidate(candidate);
    this.#watch.onDescription(from, sdp);
    return leadThrough(sdp, this.#faces[other[from]].here);
  }

  /** Null for a candidate that is not handed on. The empty one, which is the end of them, is. */
  carryCandidate(from: Side, candidate: string): string | null {
    if (candidate === '') return candidate;
    const address = readCandidate(candidate);
    if (address !== null) this.#routes[from].expectCandidate(address);
    return leadCandidateThrough(candidate, this.#faces[other[from]].here);
  }

  take(from: Side, bytes: Buffer, source: Address): void {
    const hint = this.#watch.readHint(bytes);
    const to = other[from];
    if (!this.#routes[from].learn(source, hint, this.#routes[to])) {
      this.#watch.onStray(from, source, bytes);
      return;
    }
    this.#watch.onPacket({ from, bytes, atMs: this.#watch.nowMs(), source }, () => {
      const destination = this.#routes[to].destination(hint);
      if (destination !== null) this.#faces[to].send(bytes, destination);
      return destination;
    });
  }

  close(): void {
    this.#faces.client.close();
    this.#faces.server.close();
  }
}
