/** What a case plays in: two sides, their connections, and chance that the seed fixes. */
import type { Params } from './protocol.ts';
import { Connection } from './connection.ts';
import type { Side } from './side.ts';
import { Watched } from './wait.ts';

export type ConnectionOptions = Params<'createPeerConnection'>;

export class World {
  /** Makes the offer. */
  readonly client: Side;
  /** Answers it. */
  readonly server: Side;
  /** Changes with the run's seed and the cell; the same for the same. */
  readonly seed: number;
  readonly #watched = new Watched();
  readonly #connections: Connection[] = [];
  #closed = false;

  constructor(client: Side, server: Side, seed: number) {
    this.client = client;
    this.server = server;
    this.seed = seed;
  }

  async createPeerConnection(side: Side, options: ConnectionOptions = {}): Promise<Connection> {
    if (this.#isOver()) throw new Error(OVER);
    const { pc } = await side.call('createPeerConnection', options);
    const connection = new Connection(side, pc, this.#watched);
    // The case may have ended meanwhile: what comes late is closed at once.
    if (this.#isOver()) await end(connection);
    else this.#connections.push(connection);
    return connection;
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

async function end(connection: Connection): Promise<void> {
  await connection.close().catch(() => undefined);
  for (const handle of connection.handles) connection.side.router.release(handle);
}
