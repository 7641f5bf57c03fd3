/** A data channel of a driven peer (webrtc-pc section 6.2). */
import { UnsupportedError } from './errors.ts';
import { CaseFailure, type Claim } from './failure.ts';
import type { Notification, Params, Result } from './protocol.ts';
import type { Told } from './rpc.ts';
import type { Side } from './side.ts';
import type { Watched } from './wait.ts';

export type Message = string | Uint8Array;
export type Properties = Result<'getDataChannel'>;

export class Channel {
  readonly side: Side;
  readonly handle: number;
  readonly #watched: Watched;
  #state: 'connecting' | 'open' | 'closing' | 'closed' = 'connecting';
  #wasOpen = false;
  #error: string | null = null;
  #messages: Message[] = [];
  #wanted = 0;
  #collected: Notification<'collected'> | null = null;
  #lows = 0;

  constructor(side: Side, handle: number, watched: Watched) {
    this.side = side;
    this.handle = handle;
    this.#watched = watched;
    side.router.claim(handle, (told) => {
      side.hear(told);
      this.#take(told);
      this.#watched.changed();
    });
  }

  #take(told: Told): void {
    if (told.name === 'open') {
      this.#state = 'open';
      this.#wasOpen = true;
    } else if (told.name === 'closing') this.#state = 'closing';
    else if (told.name === 'close') this.#state = 'closed';
    else if (told.name === 'error') this.#error = told.params.message;
    else if (told.name === 'bufferedamountlow') this.#lows += 1;
    else if (told.name === 'collected') this.#collected = told.params;
    else if (told.name === 'message') {
      this.#messages.push('text' in told.params ? told.params.text : Buffer.from(told.params.base64, 'base64'));
    }
  }

  /** Waits until the stack says that it is open. */
  async opened(reference: string | null = 'RFC 8832 section 6'): Promise<void> {
    const isOpen = (): true | undefined => (this.#state === 'open' ? true : undefined);
    await this.#wait(isOpen, 'SCTP', reference, 'the open data channel');
  }

  /** Waits until the stack says that it is closed. */
  async closed(reference: string | null = 'RFC 8831 section 6.7'): Promise<void> {
    const isClosed = (): true | undefined => (this.#state === 'closed' ? true : undefined);
    await this.#wait(isClosed, 'SCTP', reference, 'the closed data channel');
  }

  /** The next message that came and was not taken yet. */
  async message(reference: string | null = 'RFC 8831 section 6.6'): Promise<Message> {
    const first = await this.#wait(
      () => (this.#messages.length > 0 ? this.#messages : undefined),
      'application',
      reference,
      'a message',
    );
    return first.shift() ?? '';
  }

  async send(message: Message): Promise<void> {
    const content =
      typeof message === 'string' ? { text: message } : { base64: Buffer.from(message).toString('base64') };
    await this.side.call('send', { channel: this.handle, ...content });
  }

  sendGenerated(messages: Omit<Params<'sendGenerated'>, 'channel'>): Promise<Result<'sendGenerated'>> {
    return this.side.call('sendGenerated', { channel: this.handle, ...messages });
  }

  /** From now on messages are counted. */
  async collect(count: number): Promise<void> {
    this.#collected = null;
    this.#wanted = count;
    await this.side.call('collect', { channel: this.handle, count });
  }

  /**
   * Waits until as many as `collect` said have come.
   * @param limitMs where so many take longer than a wait usually does
   */
  async collected(
    reference: string | null = 'RFC 8831 section 6.6',
    limitMs = this.side.waitMs,
  ): Promise<Result<'getCollected'>> {
    const find = (): Notification<'collected'> | undefined => this.#collected ?? undefined;
    try {
      const { count, bytes, digest, texts, order } = await this.#wait(
        find,
        'application',
        reference,
        'all messages',
        limitMs,
      );
      return { count, bytes, digest, texts, order };
    } catch (error) {
      if (!(error instanceof CaseFailure)) throw error;
      const came = await this.getCollected().then(
        ({ count }) => count,
        (why: unknown) => `unknown (${messageOf(why)})`,
      );
      const sentence = `${this.#wanted} messages did not come within ${Math.round(limitMs)} ms, the number that came is ${came}`;
      throw error.retell(sentence);
    }
  }

  getCollected(): Promise<Result<'getCollected'>> {
    return this.side.call('getCollected', { channel: this.handle });
  }

  properties(): Promise<Properties> {
    return this.side.call('getDataChannel', { channel: this.handle });
  }

  /** One property. @throws UnsupportedError where the stack's API has none of that name */
  async property<N extends keyof Properties>(name: N): Promise<Exclude<Properties[N], undefined>> {
    const value = (await this.properties())[name];
    if (value === undefined)
      throw new UnsupportedError(`${this.side.role}: unsupported: the API has no ${name} of a data channel`);
    // Undefined is excluded by the line above; TypeScript cannot follow the index.
    return value as Exclude<Properties[N], undefined>;
  }

  async setBufferedAmountLowThreshold(value: number): Promise<void> {
    await this.side.call('setBufferedAmountLowThreshold', { channel: this.handle, value });
  }

  /** The next event `bufferedamountlow` that was not taken yet. */
  async bufferedAmountLow(reference = 'W3C WebRTC section 6.2'): Promise<void> {
    const isLow = (): true | undefined => (this.#lows > 0 ? true : undefined);
    await this.#wait(isLow, 'application', reference, 'the event bufferedamountlow');
    this.#lows -= 1;
  }

  async close(): Promise<void> {
    await this.side.call('closeDataChannel', { channel: this.handle });
  }

  /** How many messages came and were not taken yet. */
  get waiting(): number {
    return this.#messages.length;
  }

  get state(): string {
    return this.#state;
  }

  get wasOpen(): boolean {
    return this.#wasOpen;
  }

  #wait<T>(
    find: () => T | undefined,
    stage: Claim['stage'],
    reference: string | null,
    what: string,
    limitMs = this.side.waitMs,
  ): Promise<T> {
    this.side.doing = `waiting for ${what}`;
    const instead = (): string =>
      `the channel is ${this.#state}${this.#error === null ? '' : ` after the error "${this.#error}"`}, ${this.#messages.length} messages are there`;
    return this.#watched.until(find, {
      side: this.side.role,
      stage,
      reference,
      what,
      limitMs,
      instead,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
