/** What a case plays in: two sides, their connections, what lies between them, and chance that the seed fixes. */
import { X509Certificate } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { StunSide } from '../../link/evidence/path-evidence.ts';
import type { Measure, Role, Turn, Turns, TurnKind } from '../../model.ts';
import type { Params } from './protocol.ts';
import { Connection } from './connection.ts';
import { UnsupportedError } from './errors.ts';
import type { Network } from './network.ts';
import type { Side } from './side.ts';
import { Watched } from './wait.ts';

export type ConnectionOptions = Params<'createPeerConnection'>;

/** Two connections that are to be joined. */
export interface Joined {
  readonly client: Connection;
  readonly server: Connection;
}

export class World {
  /** Makes the offer. */
  readonly client: Side;
  /** Answers it. */
  readonly server: Side;
  /** Changes with the run's seed and the cell; the same for the same. */
  readonly seed: number;
  /** Every pair that the case made. */
  readonly joined: Joined[] = [];
  /** What the case measured. */
  readonly measures: Measure[] = [];
  readonly #network: Network | null;
  readonly #turns: Turns | null;
  readonly #watched = new Watched();
  readonly #connections: Connection[] = [];
  #closed = false;

  /** @param network null: the two sides reach each other by themselves */
  constructor(client: Side, server: Side, seed: number, network: Network | null, turns: Turns | null = null) {
    this.client = client;
    this.server = server;
    this.seed = seed;
    this.#network = network;
    this.#turns = turns;
  }

  /** Two connections and what lies between them. */
  async createPair(options: Partial<Record<Role, ConnectionOptions>> = {}): Promise<Joined> {
    const [client, server] = await Promise.all([
      this.#createPeerConnection(this.client, options.client),
      this.#createPeerConnection(this.server, options.server),
    ]);
    const pair = { client, server };
    this.joined.push(pair);
    if (this.#network === null) return pair;
    const path = await this.#network.openPath();
    for (const connection of [client, server]) connection.lead(path);
    return pair;
  }

  /** For a case that says that it needs one: a server that can be reached over one transport alone. @throws Error without it */
  turn(kind: TurnKind): Turn {
    const turn = this.#turns?.get(kind);
    if (turn === undefined)
      throw new Error(`this case was given no TURN server (${kind}): it has to say that it needs one`);
    return turn;
  }

  /** For a case that asks it to do something. @throws Error without one: nothing may pass for impaired that was not */
  get link(): Network {
    if (this.#network === null) throw new Error('this case needs the link, which the run goes without');
    return this.#network;
  }

  /**
   * Waits until so many bytes of DTLS have come to the link from this connection, whether it passed them on or not.
   * @param total counted from the first packet of its path
   * @returns whether they came in time
   */
  async hasSent(from: Connection, total: number, limitMs: number): Promise<boolean> {
    from.side.doing = 'waiting for what it sends to come to the link';
    const began = performance.now();
    while ((await this.sentBytes(from)) < total) {
      if (performance.now() - began > limitMs) return false;
      await this.elapse(POLL_MS);
    }
    return true;
  }

  /** Bytes of DTLS that this connection has sent so far, whether the link passed them on or not. */
  sentBytes(from: Connection): Promise<number> {
    if (from.path === null) throw new Error('a connection that goes through no path of the link');
    return this.link.dtlsBytes(from.path, from.side.role);
  }

  /** The connectivity checks that this connection has sent so far, and its answers, as the link saw them. */
  checksOf(from: Connection): Promise<StunSide> {
    if (from.path === null) throw new Error('a connection that goes through no path of the link');
    return this.link.stun(from.path, from.side.role);
  }

  /** What kinds of keys the certificates have that this connection showed: `rsa`, `ec`. Null where nobody watches. */
  async keysShownBy(from: Connection): Promise<readonly string[] | null> {
    if (this.#network === null || from.path === null) return null;
    const shown = await this.#network.certificates(from.path, from.side.role);
    return shown.flatMap(({ der }) =>
      der === null ? [] : [new X509Certificate(Buffer.from(der, 'base64')).publicKey.asymmetricKeyType ?? 'unknown'],
    );
  }

  /** Lets so much time go by: for what a standard says about time, never to wait for something. */
  async elapse(ms: number): Promise<void> {
    await delay(ms, undefined, { ref: false });
    if (this.#closed) throw new Error(OVER);
  }

  /** It stands in the client's log, too. */
  measure(measure: Measure): void {
    this.measures.push(measure);
    this.client.note('=', 'measure', measure);
  }

  /** The lines of all connections whose stack tells its DTLS secrets, as SSLKEYLOGFILE has them. */
  keyLog(): readonly string[] {
    return this.#connections.flatMap(({ keyLog }) => keyLog);
  }

  async #createPeerConnection(side: Side, options: ConnectionOptions = {}): Promise<Connection> {
    if (this.#isOver()) throw new Error(OVER);
    const pc = await this.#open(side, options);
    const connection = new Connection(side, pc, this.#watched);
    // The case may have ended meanwhile: what comes late is closed at once.
    if (this.#isOver()) await end(connection);
    else this.#connections.push(connection);
    return connection;
  }

  /** With the keys where there is a capture to decrypt and the stack gives them; asked of a peer once. */
  async #open(side: Side, options: ConnectionOptions): Promise<number> {
    if (this.#network === null || side.keys.given === false)
      return (await side.call('createPeerConnection', options)).pc;
    try {
      const { pc } = await side.call('createPeerConnection', { ...options, keyLog: true });
      side.keys.given = true;
      return pc;
    } catch (error) {
      if (!(error instanceof UnsupportedError) || side.keys.given === true) throw error;
    }
    // It may be that something else of the options is not supported: then this says so.
    const { pc } = await side.call('createPeerConnection', options);
    side.keys.given = false;
    return pc;
  }

  #isOver(): boolean {
    return this.#closed;
  }

  /** A text that no other cell has. */
  text(name: string): string {
    return `${name} ${this.seed.toString(16)}`;
  }

  /** Whoever waits gets the error: a peer is gone. */
  fail(error: Error): void {
    this.#watched.fail(error);
  }

  /** Closes all that the case opened, and whatever of it still waits ends; peers that are gone have nothing to close. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#watched.fail(new Error(OVER));
    await Promise.all(this.#connections.map(end));
  }
}

const OVER = 'the case is over';
/** How often the link is asked for what it has seen. */
const POLL_MS = 25;

async function end(connection: Connection): Promise<void> {
  await connection.close().catch(() => undefined);
  for (const handle of connection.handles) connection.side.router.release(handle);
}
