/** What one attempt of one cell sends: its paths, with one clock, one capture and one impairment for all of them. */
import { createCapture, type Capture } from './capture/capture.ts';
import { readKeyLog } from './decrypt/dtls12.ts';
import { readSctp } from './decrypt/read-sctp.ts';
import { findPackets } from './evidence/find-packets.ts';
import { createObserver, type Observer } from './evidence/observer.ts';
import type { SeenDescription } from './evidence/seen-path.ts';
import { createImpairment, type Impairment } from './impair/impairment.ts';
import type { Rule } from './impair/rules.ts';
import { Schedule } from './impair/schedule.ts';
import type { Evidence, OpenCell, Progress } from './messages.ts';
import { parseStun } from './packets/stun.ts';
import { openProxy, type Proxy } from './proxy.ts';
import { RelayPath, type Passing, type PathWatch } from './relay/path.ts';
import type { StunHint } from './relay/route.ts';
import { readFacts, type Address } from './sdp-path.ts';

/** A peer that posts offers without end must not fill the memory. */
const MOST_DESCRIPTIONS = 32;
const MOST_PATHS = 256;

interface OpenPath {
  readonly relay: RelayPath;
  readonly observer: Observer;
  readonly descriptions: SeenDescription[];
  strays: number;
  proxied: string | null;
}

export class LinkCell {
  readonly #address: string;
  readonly #began = performance.now();
  /** Milliseconds since 1970 when the clock of the cell began. */
  readonly #epochMs = Date.now();
  readonly #capture: Capture;
  readonly #schedule: Schedule;
  /** By number, from 0, in the order in which they were asked for. */
  readonly #paths = new Map<number, OpenPath>();
  /** Also of those that are still being opened: several may be asked for at once. */
  #asked = 0;
  readonly #proxies: Proxy[] = [];
  readonly #impairment: Impairment;
  /** Once there was a rule, what no rule speaks of may have to wait, too: behind what is held back or narrowed. */
  #impaired = false;
  /** What could not be done here for want of sockets: nothing that is missing then says anything about a peer. */
  #want: string | null = null;
  #closed = false;
  /** Master secrets by the client's random, once the cell is over. */
  #secrets: ReadonlyMap<string, string> = new Map();

  constructor(address: string, { seed, captureBytes }: OpenCell) {
    this.#address = address;
    this.#capture = createCapture({ limitBytes: captureBytes });
    this.#impairment = createImpairment([], seed);
    this.#schedule = new Schedule(() => this.#now());
  }

  /** @returns its number @throws Error when the cell is over or has too many paths */
  async openPath(): Promise<number> {
    return (await this.#openPath()).number;
  }

  /** @throws Error when there is no such path */
  relay(number: number): RelayPath {
    const path = this.#paths.get(number);
    if (path === undefined) throw new Error(`the cell has no path ${number}`);
    return path.relay;
  }

  async openProxy(url: string): Promise<string> {
    const proxy = await openProxy(url, this.#address, async () => {
      const { path } = await this.#openPath();
      path.proxied = 'the server has not answered';
      return {
        carryOffer: (sdp) => path.relay.carryDescription('client', sdp),
        carryAnswer: (sdp) => path.relay.carryDescription('server', sdp),
        note: (what) => {
          path.proxied = what;
        },
      };
    });
    this.#proxies.push(proxy);
    return proxy.url;
  }

  impair(rules: readonly Rule[]): void {
    this.#impairment.setRules(rules);
    this.#impaired ||= rules.length > 0;
  }

  /** @throws Error when it is not whole by a failure of the link's own */
  evidence(): Evidence {
    if (this.#want !== null) throw new Error(this.#want);
    const inOrder = [...this.#paths].sort(([one], [other]) => one - other);
    const paths = inOrder.map(([path, { observer, descriptions, strays, proxied }]) => {
      const evidence = observer.summary();
      const sctp = readSctp(evidence.dtls, this.#secrets, this.#capture.packetsOf(path));
      const frames = this.#capture.findFrames(path, findPackets([evidence, sctp]));
      return { path, evidence, sctp, frames, descriptions: [...descriptions], strays, proxied };
    });
    return { frames: this.#capture.frames(), paths, decisions: [...this.#impairment.decisions()] };
  }

  progress(): Progress {
    const paths = [...this.#paths].map(([path, { observer }]) => ({ path, dtlsBytes: observer.dtlsBytes() }));
    return { paths };
  }

  /** @returns the capture's bytes, in pieces */
  close(comment: string, keyLog: readonly string[]): Buffer[] {
    this.#closed = true;
    this.#secrets = readKeyLog(keyLog);
    this.#schedule.close();
    for (const proxy of this.#proxies) proxy.close();
    for (const { relay } of this.#paths.values()) relay.close();
    return this.#capture.finish({ comment, keyLog });
  }

  #now(): number {
    return performance.now() - this.#began;
  }

  async #openPath(): Promise<{ number: number; path: OpenPath }> {
    if (this.#asked >= MOST_PATHS) throw new Error(`a cell has ${MOST_PATHS} paths at most`);
    const number = this.#asked;
    this.#asked += 1;
    const observer = createObserver();
    const path: { opened: OpenPath | null } = { opened: null };
    const descriptions: SeenDescription[] = [];
    const relay = await this.#open({
      nowMs: () => this.#now(),
      readHint,
      onPacket: (packet, pass) => {
        this.#take(number, observer, packet, pass);
      },
      onStray: () => {
        if (path.opened !== null) path.opened.strays += 1;
      },
      onDescription: (from, sdp) => {
        if (descriptions.length < MOST_DESCRIPTIONS) descriptions.push({ from, sdp });
        const { ufrag, password } = readFacts(sdp);
        if (ufrag !== null && password !== null) observer.setCredentials(from, ufrag, password);
      },
    });
    if (this.#closed) {
      relay.close();
      throw new Error('the cell is over');
    }
    path.opened = { relay, observer, descriptions, strays: 0, proxied: null };
    this.#paths.set(number, path.opened);
    return { number, path: path.opened };
  }

  async #open(watch: PathWatch): Promise<RelayPath> {
    try {
      return await RelayPath.open(this.#address, watch);
    } catch (error) {
      this.#want = `no path could be opened: ${error instanceof Error ? error.message : String(error)}`;
      throw new Error(this.#want, { cause: error });
    }
  }

  #take(path: number, observer: Observer, packet: Omit<Passing, 'destination'>, pass: () => Address | null): void {
    const { from, bytes, source } = packet;
    const decision = this.#impairment.decide({ path, from, bytes });
    let number: number | null = null;
    const tell = (destination: Address | null, why: string | null): void => {
      const [atMs, delivered] = [this.#now(), destination !== null];
      // A copy is a packet of ours, not of the side that it came from.
      number ??= observer.take({ from, bytes, atMs, delivered });
      const [seen, to] = [this.#epochMs + atMs, destination === null ? '' : show(destination)];
      const note = why ?? (destination === null ? 'dropped: nothing is known yet of where the other side is' : null);
      this.#capture.take({
        path,
        packet: number,
        from,
        bytes,
        atMs: seen,
        delivered,
        source: show(source),
        destination: to,
        note,
      });
    };
    if (decision.action === 'drop') {
      tell(null, decision.why);
      return;
    }
    const deliver = (): void => {
      tell(pass(), decision.why);
    };
    if (!this.#impaired) {
      deliver();
      return;
    }
    const refused = this.#schedule.send({ path, from, bytes: bytes.length, decision }, deliver);
    if (refused !== null) tell(null, refused);
  }
}

function show({ address, port }: Address): string {
  return `${address}:${port}`;
}

function readHint(bytes: Buffer): StunHint | null {
  // RFC 7983: STUN alone begins with 0 to 3.
  if ((bytes[0] ?? 255) > 3) return null;
  const parsed = parseStun(bytes);
  if (!parsed.ok) return null;
  const { class: kind, transactionId, username, useCandidate } = parsed.message;
  const isResponse = kind === 'success' || kind === 'error';
  return { kind: isResponse ? 'response' : kind, transaction: transactionId, username, useCandidate };
}
