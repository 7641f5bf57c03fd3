import type { Session } from '../connection.ts';
import type { Channel } from '../stack.ts';
import type { Collector } from './collector.ts';

/** No such connection or channel in this process. */
export class UnknownHandleError extends Error {}

export interface DrivenConnection {
  readonly session: Session;
  readonly channels: number[];
}

export interface DrivenChannel {
  readonly channel: Channel;
  readonly inbox: Inbox;
}

export interface Inbox {
  /** Set while messages are counted instead of told. */
  collector: Collector | null;
}

/** So many closed connections can still be asked for their state; of older ones only the counter knows. */
const mostClosed = 4;

/** The connections and channels of this process, by numbers from one counter. */
export class Table {
  readonly #connections = new Map<number, DrivenConnection>();
  readonly #channels = new Map<number, DrivenChannel>();
  readonly #closed = new Set<number>();
  #last = 0;

  /** A handle that was never given out before. */
  next(): number {
    return (this.#last += 1);
  }

  addConnection(pc: number, session: Session): void {
    this.#connections.set(pc, { session, channels: [] });
  }

  addChannel(handle: number, pc: number, driven: DrivenChannel): void {
    const connection = this.#connections.get(pc);
    // A channel of a connection that was let go meanwhile has nobody who could speak of it.
    if (connection === undefined) return;
    connection.channels.push(handle);
    this.#channels.set(handle, driven);
  }

  session(pc: number): Session {
    return (this.#connections.get(pc) ?? this.#refuse('connection', pc)).session;
  }

  channel(handle: number): DrivenChannel {
    return this.#channels.get(handle) ?? this.#refuse('channel', handle);
  }

  open(): number[] {
    return [...this.#connections.keys()].filter((pc) => !this.#closed.has(pc));
  }

  /** Whether a connection or channel with this number was there once and was let go. */
  isGone(handle: number): boolean {
    return handle <= this.#last && !this.#connections.has(handle) && !this.#channels.has(handle);
  }

  /** To be called when a connection has been closed: the closed ones are let go with their channels, oldest first. */
  retire(pc: number): void {
    this.#closed.add(pc);
    const [oldest] = this.#closed;
    if (this.#closed.size <= mostClosed || oldest === undefined) return;
    for (const handle of this.#connections.get(oldest)?.channels ?? []) this.#channels.delete(handle);
    this.#connections.delete(oldest);
    this.#closed.delete(oldest);
  }

  #refuse(kind: string, handle: number): never {
    if (this.isGone(handle)) throw new Error(`${kind} ${handle} was closed and let go`);
    throw new UnknownHandleError(`no ${kind} ${handle} in this process`);
  }
}
