/** A peer connection of a driven peer (webrtc-pc section 4.4). */
import type { Stage } from '../../model.ts';
import { Channel } from './channel.ts';
import type { NetworkPath } from './network.ts';
import type { Params, Result } from './protocol.ts';
import type { Told } from './rpc.ts';
import type { Side } from './side.ts';
import type { Watched } from './wait.ts';
import { CaseFailure } from './failure.ts';

export type Description = Result<'setLocalDescription'>;
export type Candidate = Params<'addIceCandidate'>['candidate'];
export type ChannelInit = Omit<Params<'createDataChannel'>, 'pc'>;

const otherRole = { client: 'server', server: 'client' } as const;

interface States {
  connection: string;
  ice: string;
  gathering: string;
  signaling: string;
}

export class Connection {
  readonly side: Side;
  readonly handle: number;
  /** Shared with its channels: what happens to one may be what another waits for. */
  readonly watched: Watched;
  readonly states: States = { connection: 'new', ice: 'new', gathering: 'new', signaling: 'stable' };
  /** Every value of connectionState that was told, in order. */
  readonly history: string[] = [];
  readonly #channels: Channel[] = [];
  readonly #announced: Channel[] = [];
  readonly #candidates: Candidate[] = [];
  readonly keyLog: string[] = [];
  readonly handles: number[];
  #path: NetworkPath | null = null;

  constructor(side: Side, handle: number, watched: Watched) {
    this.side = side;
    this.handle = handle;
    this.watched = watched;
    this.handles = [handle];
    side.router.claim(handle, (told) => {
      side.hear(told);
      this.#take(told);
      this.watched.changed();
    });
  }

  #take(told: Told): void {
    if (told.name === 'connectionstatechange') {
      this.states.connection = told.params.state;
      this.history.push(told.params.state);
    } else if (told.name === 'iceconnectionstatechange') this.states.ice = told.params.state;
    else if (told.name === 'icegatheringstatechange') this.states.gathering = told.params.state;
    else if (told.name === 'signalingstatechange') this.states.signaling = told.params.state;
    else if (told.name === 'icecandidate') this.#candidates.push(told.params.candidate);
    else if (told.name === 'keylog') this.keyLog.push(told.params.line);
    else if (told.name === 'datachannel') this.#announced.push(this.#adopt(told.params.channel));
  }

  #adopt(handle: number): Channel {
    this.handles.push(handle);
    const channel = new Channel(this.side, handle, this.watched);
    this.#channels.push(channel);
    return channel;
  }

  async createDataChannel(init: ChannelInit): Promise<Channel> {
    const { channel } = await this.side.call('createDataChannel', { pc: this.handle, ...init });
    return this.#adopt(channel);
  }

  setLocalDescription(type: 'offer' | 'answer', trickle = false): Promise<Description> {
    return this.side.call('setLocalDescription', { pc: this.handle, type, trickle });
  }

  /** The number of the path that it is led through; null without one. */
  get path(): number | null {
    return this.#path?.path ?? null;
  }

  /** From now on what comes from the other side names this path. */
  lead(path: NetworkPath): void {
    this.#path = path;
  }

  async setRemoteDescription({ type, sdp }: Description): Promise<void> {
    const led = this.#path === null ? sdp : await this.#path.carryDescription(otherRole[this.side.role], sdp);
    await this.side.call('setRemoteDescription', { pc: this.handle, description: { type, sdp: led } });
  }

  /** One that the path cannot stand for (TCP, IPv6) is not handed on: the others are. */
  async addIceCandidate(candidate: Candidate): Promise<void> {
    const text = candidate.candidate;
    const led = this.#path === null ? text : await this.#path.carryCandidate(otherRole[this.side.role], text);
    if (led === null) this.side.note('-', 'addIceCandidate', `not handed on, the link cannot stand for it: ${text}`);
    else await this.side.call('addIceCandidate', { pc: this.handle, candidate: { ...candidate, candidate: led } });
  }

  async restartIce(): Promise<void> {
    await this.side.call('restartIce', { pc: this.handle });
  }

  /**
   * The next candidate of a trickled description; its `candidate` is empty when there are no more.
   * Null when none is there and none is needed any more.
   */
  candidate(isEnough: () => boolean = () => false): Promise<Candidate | null> {
    const find = (): Candidate | null | undefined => this.#candidates.shift() ?? (isEnough() ? null : undefined);
    return this.#wait(find, 'ICE', 'RFC 8838 section 9', 'a candidate');
  }

  /** Waits until the stack says `connected`. @throws CaseFailure at once when it says `failed` or `closed` */
  async connected(reference = 'RFC 8827 section 6.5'): Promise<void> {
    const find = (): string | undefined =>
      ['connected', 'failed', 'closed'].find((state) => state === this.states.connection);
    // Which of the two it is shows only when the wait is over.
    const stage = (): Stage => (['connected', 'completed'].includes(this.states.ice) ? 'DTLS' : 'ICE');
    let state: string;
    try {
      state = await this.#wait(find, 'ICE', reference, 'the connection state "connected"');
    } catch (error) {
      if (!(error instanceof CaseFailure)) throw error;
      throw new CaseFailure(
        { side: this.side.role, stage: stage(), reference, accused: 'either' },
        `the connection state "connected" did not come within ${this.side.waitMs} ms, ${this.describe()}`,
      );
    }
    if (state !== 'connected') {
      throw new CaseFailure(
        { side: this.side.role, stage: stage(), reference, accused: 'either' },
        `connection state is "${state}", expected "connected"; ${this.describe()}`,
      );
    }
  }

  /**
   * Waits until it is in another state than `connected`, having been in it; gives that state.
   * @param limitMs where a timer of the standard is longer than a wait usually is
   */
  leavesConnected(reference: string, limitMs = this.side.waitMs, stage: Stage = 'DTLS'): Promise<string> {
    const find = (): string | undefined =>
      this.history.includes('connected') && this.states.connection !== 'connected' ? this.states.connection : undefined;
    return this.#wait(find, stage, reference, 'the end of the connection state "connected"', limitMs);
  }

  /** Watches for so long that the stack never says `connected` and never has a channel that could take data. */
  neverConnected(watchMs: number, stage: Stage, reference: string): Promise<void> {
    this.side.doing = 'watching that it never connects';
    const find = (): string | undefined => {
      if (this.history.includes('connected')) return this.describe();
      if (this.#announced.length > 0) return 'a data channel was announced';
      return this.hadOpenChannel ? 'a data channel opened' : undefined;
    };
    return this.watched.never(find, {
      side: this.side.role,
      stage,
      reference,
      what: 'a connection',
      watchMs,
      seen: (found) => `it came: ${found}`,
    });
  }

  /** The next channel that the other side opened and that was not taken yet. */
  async announced(reference = 'RFC 8832 section 6', what = "the other side's data channel"): Promise<Channel> {
    const channels = await this.#wait(
      () => (this.#announced.length > 0 ? this.#announced : undefined),
      'SCTP',
      reference,
      what,
    );
    const channel = channels.shift();
    if (channel === undefined) throw new Error('a channel that was there is gone');
    return channel;
  }

  /** Whether one of its channels was ever open. */
  get hadOpenChannel(): boolean {
    return this.#channels.some(({ wasOpen }) => wasOpen);
  }

  /** How many channels the other side opened that were not taken yet. */
  get announcedCount(): number {
    return this.#announced.length;
  }

  properties(): Promise<Result<'getPeerConnection'>> {
    return this.side.call('getPeerConnection', { pc: this.handle });
  }

  transport(): Promise<Result<'getTransport'>> {
    return this.side.call('getTransport', { pc: this.handle });
  }

  stats(): Promise<Result<'getStats'>> {
    return this.side.call('getStats', { pc: this.handle });
  }

  async close(): Promise<void> {
    await this.side.call('closePeerConnection', { pc: this.handle });
  }

  describe(): string {
    return `connection state is "${this.states.connection}", ICE state is "${this.states.ice}", gathering state is "${this.states.gathering}"`;
  }

  #wait<T>(
    find: () => T | undefined,
    stage: Stage,
    reference: string,
    what: string,
    limitMs = this.side.waitMs,
  ): Promise<T> {
    this.side.doing = `waiting for ${what}`;
    return this.watched.until(find, {
      side: this.side.role,
      stage,
      reference,
      what,
      limitMs,
      instead: () => this.describe(),
    });
  }
}
