/** A conversation with one driven peer that may say anything: nothing that it writes is believed, and nothing ends it but its death. */
import { describeExit } from '../judge/judge.ts';
import { splitLines } from '../peers/line-splitter.ts';
import type { DrivenProcess } from '../engines/engine.ts';
import { Hearing, type Heard, type Reply } from './hearing.ts';

/** So many requests left unanswered: it hangs, and waiting for the others would only take time. */
const MOST_UNANSWERED = 2;

export class Talk {
  readonly process: DrivenProcess;
  readonly hearing = new Hearing();
  readonly #limitMs: number;
  readonly #pending = new Map<number, (reply: Reply) => void>();
  readonly #nulls = new Set<(reply: Reply) => void>();
  readonly #waiting = new Set<() => void>();
  readonly #answered = new Set<number>();
  #next = 0;
  #unanswered = 0;
  /** Why no more can be asked: ends a sentence. */
  #over: string | null = null;

  /** @param limitMs how long an answer may take */
  constructor(process: DrivenProcess, limitMs: number) {
    this.process = process;
    this.#limitMs = limitMs;
    const take = splitLines((line) => {
      this.#take(line);
    });
    process.onStdout((chunk) => {
      if (this.#over !== null) return;
      try {
        take(chunk);
      } catch (error) {
        this.hearing.blame('stdout', `wrote ${error instanceof Error ? error.message : 'too much'} to stdout`);
        this.#end('was not answered, the peer wrote a line without an end to stdout');
      }
    });
    void process.ended.then((exit) => {
      this.#end(`was not answered, the process ended (${describeExit(exit)})`);
    });
  }

  get isOver(): boolean {
    return this.#over !== null;
  }

  /** Sends a request and waits for its answer. */
  ask(method: string, params: unknown, limitMs = this.#limitMs): Promise<Reply> {
    const id = this.nextId();
    return this.say(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`, [id], limitMs);
  }

  nextId(): number {
    return (this.#next += 1);
  }

  /** Sends anything and waits for the answer under one of `ids`; null is the id of an error that names no request. */
  say(text: string | Uint8Array, ids: readonly (number | null)[], limitMs = this.#limitMs): Promise<Reply> {
    if (this.#over !== null) return Promise.resolve({ kind: 'none', why: this.#over });
    return new Promise((resolve) => {
      const settle = (reply: Reply): void => {
        clearTimeout(timer);
        for (const id of ids) {
          if (id === null) this.#nulls.delete(settle);
          else this.#pending.delete(id);
        }
        resolve(reply);
      };
      const timer = setTimeout(() => {
        settle({ kind: 'none', why: `was not answered within ${Math.round(limitMs)} ms` });
        this.#unanswered += 1;
        if (this.#unanswered < MOST_UNANSWERED) return;
        this.#end(`was not tried, ${this.#unanswered} requests before it were not answered`);
      }, limitMs);
      for (const id of ids) {
        if (id === null) this.#nulls.add(settle);
        else this.#pending.set(id, settle);
      }
      if (typeof text === 'string') this.process.write(text);
      else this.process.writeBytes(text);
    });
  }

  /** The first notification, heard already or to come, that fits; null when none comes in time. */
  until(fits: (heard: Heard) => boolean, limitMs: number): Promise<Heard | null> {
    return new Promise((resolve) => {
      let from = 0;
      const done = (found: Heard | null): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const look = (): void => {
        const { told } = this.hearing;
        for (; from < told.length; from += 1) {
          const one = told[from];
          if (one !== undefined && fits(one)) {
            done(one);
            return;
          }
        }
        if (this.#over !== null) done(null);
      };
      const timer = setTimeout(done, limitMs, null);
      this.#waiting.add(look);
      look();
    });
  }

  #take(line: Buffer): void {
    if (this.#over !== null) return;
    const message = this.hearing.hear(line);
    if (message === null) {
      if (this.hearing.isFlood) this.#end('was not answered before the peer flooded notifications');
      for (const look of [...this.#waiting]) look();
      return;
    }
    const { id, reply } = message;
    if (id === null) {
      const [settle] = this.#nulls;
      if (settle !== undefined) settle(reply);
      else
        this.hearing.blame(
          'answers',
          `wrote an error with id null without a reason: ${JSON.stringify(reply).slice(0, 200)}`,
        );
      return;
    }
    const settle = this.#pending.get(id);
    if (settle !== undefined) {
      this.#answered.add(id);
      settle(reply);
    } else if (this.#answered.has(id)) this.hearing.blame('answers', `answered request ${id} twice`);
    else if (id > this.#next || id < 1)
      this.hearing.blame('answers', `answered a request that was not made (id ${id})`);
  }

  #end(why: string): void {
    if (this.#over !== null) return;
    this.#over = why;
    for (const settle of [...this.#pending.values(), ...this.#nulls]) settle({ kind: 'none', why });
    for (const look of [...this.#waiting]) look();
  }
}
