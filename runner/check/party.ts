/** One side of a conversation: the peer that is checked, whose every answer becomes a row, or the reference. */
import { errorCodes, methods, type Method, type Params, type Result } from '../peers/driven/protocol.ts';
import type { Findings, Part } from './finding.ts';
import type { Heard, Reply } from './hearing.ts';
import type { Talk } from './talk.ts';

/** The conversation cannot go on. `words` is null where a row says it already. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly words: string | null;
  constructor(words: string | null) {
    super(words ?? 'stopped');
    this.words = words;
  }
}

export class Party {
  readonly talk: Talk;
  /** In sentences: `it`, or `the reference libdatachannel`. */
  readonly name: string;
  /** Null for the reference: nothing is found out about it. */
  readonly findings: Findings | null;
  /** How long a connection may take, milliseconds. */
  readonly waitMs: number;

  constructor(talk: Talk, name: string, findings: Findings | null, waitMs: number) {
    this.talk = talk;
    this.name = name;
    this.findings = findings;
    this.waitMs = waitMs;
  }

  /** A request without whose result the conversation cannot go on. @throws Stop */
  async must<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    const result = await this.may(method, params);
    if (result === null) throw new Stop(this.findings === null ? this.#lastWords : null);
    return result;
  }

  #lastWords = '';

  /** A request and its row, under the method's name where no other is given; null where there is no result. */
  async may<M extends Method>(
    method: M,
    params: Params<M>,
    row: string = method,
    part: Part = 'Methods',
  ): Promise<Result<M> | null> {
    const reply = await this.talk.ask(method, params);
    const sent = `${method} ${excerpt(params)}`;
    const parsed = reply.kind === 'result' ? methods[method].result.safeParse(reply.result) : null;
    if (parsed?.success === true) {
      // It was parsed by the very schema that the type is inferred from.
      const result = parsed.data as Result<M>;
      if ('pc' in result) this.talk.hearing.give(result.pc);
      if ('channel' in result) this.talk.hearing.give(result.channel);
      this.row(part, row, 'works');
      return result;
    }
    if (reply.kind === 'error' && isUnsupported(reply.code)) {
      const reason = reply.code === errorCodes.methodNotFound ? 'it has no such method' : reply.message;
      this.#lastWords = `${this.name} does not support ${sent}: ${reason}`;
      this.row(part, row, 'unsupported', reason);
      return null;
    }
    const issue = parsed?.error.issues[0];
    const came =
      issue === undefined
        ? describeReply(reply)
        : `came a result that is not as docs/peer-protocol.md (Methods) says: ${issue.path.join('.')}: ${issue.message}`;
    this.#lastWords = `sent ${this.name} ${sent}, ${came}`;
    const law =
      issue === undefined ? `; docs/peer-protocol.md (Methods, Errors): a result, or error 1 with the reason` : '';
    this.row(part, row, 'wrong', `sent ${sent}, ${came}${law}`);
    return null;
  }

  /** A notification that must come; its row says so. @throws Stop */
  async hears(name: Heard['name'], fits: (params: Heard['params']) => boolean, when: string): Promise<Heard['params']> {
    const heard = await this.talk.until((one) => one.name === name && fits(one.params), this.waitMs);
    if (heard !== null) {
      this.row('Notifications', name, 'works');
      return heard.params;
    }
    const instead = this.talk.isOver ? 'the peer is gone or of no use any more' : `none came within ${this.waitMs} ms`;
    const latest = this.talk.hearing.told.filter((one) => one.name === name).at(-1);
    const last = latest === undefined ? '' : `, the last of that name is ${excerpt(latest.params)}`;
    const words = `expected the notification ${name} ${when}, ${instead}${last}; docs/peer-protocol.md (Notifications)`;
    this.row('Notifications', name, 'wrong', words);
    throw new Stop(this.findings === null ? `${this.name}: ${words}` : null);
  }

  row(
    part: Part,
    what: string,
    mark: 'works' | 'unsupported' | 'wrong' | 'untried',
    words: string | null = null,
  ): void {
    this.findings?.add(part, what, mark, words);
  }

  /** A row of a method that answered, but not what it must. The reference's faults end the conversation. @throws Stop */
  expect(holds: boolean, method: string, words: () => string): void {
    if (holds) return;
    if (this.findings === null) throw new Stop(`${this.name}: ${method}: ${words()}`);
    this.row('Methods', method, 'wrong', words());
  }
}

/** JSON-RPC's `method not found` says the same (docs/peer-protocol.md, part two). */
export function isUnsupported(code: number): boolean {
  return code === errorCodes.unsupported || code === errorCodes.methodNotFound;
}

/** `came error -32601 "no method x"` */
export function describeReply(reply: Reply): string {
  if (reply.kind === 'error') return `came error ${reply.code} ${excerpt(reply.message)}`;
  return reply.kind === 'result' ? `came the result ${excerpt(reply.result)}` : reply.why;
}

export function excerpt(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 120)}… (${text.length} characters)` : text;
}
