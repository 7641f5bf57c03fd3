/** What a driven peer writes, line by line: held against the protocol, and what is against it remembered once a kind. */
import type { z } from 'zod';
import { envelope, notifications, type NotificationName } from '../peers/driven/protocol.ts';

/** Nothing that is asked here makes a peer tell so much. */
const MOST_TOLD = 50_000;

export type Reply =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  /** No answer; `why` ends a sentence: `was not answered within 5000 ms`. */
  | { readonly kind: 'none'; readonly why: string };

export interface Heard {
  readonly name: NotificationName;
  /** Checked against the protocol's schema of this name. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** The kinds of fault, which are the rows that tell them. */
export type Fault = 'stdout' | 'answers' | 'shapes' | 'time' | 'handles' | 'order' | 'flood';

export class Hearing {
  readonly told: Heard[] = [];
  readonly #faults = new Map<Fault, { readonly first: string; count: number }>();
  /** Handles that were given out: by a result, or by `datachannel`. */
  readonly #given = new Set<number>();
  /** The first notification of each handle that was not given out yet: the answer that brings it may still come. */
  readonly #early = new Map<number, string>();
  readonly #open = new Set<number>();
  #latest = 0;

  /** The answer on this line; null for a notification, and for what is neither. */
  hear(line: Buffer): { readonly id: number | null; readonly reply: Reply } | null {
    const message = parse(line);
    if (typeof message === 'string') {
      this.blame('stdout', message);
      return null;
    }
    if ('method' in message) {
      this.#hearNotification(message.method, message.params);
      return null;
    }
    if ('error' in message) return { id: message.id, reply: { kind: 'error', ...message.error } };
    return { id: message.id, reply: { kind: 'result', result: message.result } };
  }

  get isFlood(): boolean {
    return this.told.length >= MOST_TOLD;
  }

  /** A handle that a result gave out. */
  give(handle: number): void {
    this.#given.add(handle);
    this.#early.delete(handle);
  }

  blame(fault: Fault, sentence: string): void {
    const known = this.#faults.get(fault);
    if (known === undefined) this.#faults.set(fault, { first: sentence, count: 1 });
    else known.count += 1;
  }

  /** The faults so far; to be asked when all answers have come. */
  faults(): ReadonlyMap<Fault, string> {
    const early = [...this.#early].at(-1);
    if (early !== undefined) {
      const [handle, name] = early;
      const more = this.#early.size === 1 ? '' : `, and of ${this.#early.size - 1} more like it`;
      this.#faults.set('handles', {
        first: `told ${name} of handle ${handle}, which it never gave out${more}`,
        count: 1,
      });
    }
    const show = ({ first, count }: { first: string; count: number }): string =>
      count === 1 ? first : `${first} (and ${count - 1} times more)`;
    return new Map([...this.#faults].map(([fault, found]) => [fault, show(found)]));
  }

  #hearNotification(name: string, params: Readonly<Record<string, unknown>>): void {
    if (!isNotification(name)) {
      this.blame('shapes', `told "${name.slice(0, 60)}", which the protocol does not know`);
      return;
    }
    const parsed = notifications[name].safeParse(params);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      this.blame(
        'shapes',
        `its ${name} is not as the protocol says: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      );
      return;
    }
    this.told.push({ name, params: parsed.data });
    if (this.isFlood)
      this.blame('flood', `told ${MOST_TOLD} notifications, more than anything that was asked can bring`);
    this.#hearTime(name, parsed.data.t);
    const handle =
      'channel' in parsed.data && name !== 'datachannel'
        ? parsed.data.channel
        : 'pc' in parsed.data
          ? parsed.data.pc
          : 0;
    if (!this.#given.has(handle) && !this.#early.has(handle)) this.#early.set(handle, name);
    if (name === 'datachannel' && 'channel' in parsed.data) this.give(parsed.data.channel);
    if (name === 'open') this.#open.add(handle);
    if (name === 'message' && this.#given.has(handle) && !this.#open.has(handle))
      this.blame('order', `told a message of channel ${handle} before its open`);
  }

  #hearTime(name: string, t: number): void {
    if (t < this.#latest) this.blame('time', `its ${name} carries the time ${t}, one told before it ${this.#latest}`);
    this.#latest = Math.max(this.#latest, t);
  }
}

function parse(line: Buffer): z.infer<typeof envelope> | string {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    return `wrote ${excerpt(line)} to stdout, which is not JSON`;
  }
  const parsed = envelope.safeParse(json);
  return parsed.success ? parsed.data : `wrote ${excerpt(line)} to stdout, which is not JSON-RPC 2.0`;
}

function isNotification(name: string): name is NotificationName {
  return Object.hasOwn(notifications, name);
}

function excerpt(line: Buffer): string {
  return JSON.stringify(line.subarray(0, 100).toString('utf8'));
}
