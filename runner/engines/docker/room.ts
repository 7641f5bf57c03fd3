/** What the peers of one run share: a closed network, a probe on it, and everything labelled with the run. */
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import type { Emit } from '../../events.ts';
import type { Role, TurnKind } from '../../model.ts';
import {
  EnvironmentError,
  PeerError,
  type ClientPeer,
  type DrivenProcess,
  type Prepared,
  type Room,
  type ServerPeer,
  type TurnServer,
} from '../engine.ts';
import { makeClient } from './client.ts';
import { containerOptions } from './container-options.ts';
import { spokenToOptions, startDrivenIn } from './driven.ts';
import { ignoreGone, messageOf } from './errors.ts';
import { removeDeadRuns, removeRun, startUpGraceMs } from './leftovers.ts';
import { startProbe, type Probe } from './probe.ts';
import { openNetwork } from './network.ts';
import { orAborted, settlesWithin } from './promises.ts';
import { watchRun, type RunWatch } from './run-watch.ts';
import { startServerIn } from './server.ts';
import { TurnMaker } from './turn-maker.ts';

/** Longer than any removal takes: an engine that hangs must not hang the runner. */
const removalLimitMs = 30_000;

export interface RoomOptions {
  readonly docker: Docker;
  readonly run: string;
  /** Of the probe and the link. */
  readonly helperImage: string;
  readonly emit: Emit;
  readonly healthTimeoutMs: number;
}

/** @throws EnvironmentError */
export async function openRoom(options: RoomOptions): Promise<Room> {
  const { docker, run, helperImage, emit } = options;
  const network = `webrtc-interop-${run}`;
  try {
    const dead = await removeDeadRuns(docker, startUpGraceMs);
    if (dead.length > 0) emit({ type: 'notice', lines: [`Removed what was left of dead runs: ${listRuns(dead)}.`] });
    const [watch] = await Promise.all([watchRun(docker, run), openNetwork(docker, run, network)]);
    const probe = startProbe(docker, run, network, helperImage).catch((error: unknown) => {
      if (error instanceof EnvironmentError || watch.lost.aborted) throw error;
      throw new EnvironmentError(`The run's probe container cannot be started: ${messageOf(error)}.`);
    });
    probe.catch(() => undefined); // Each server's start awaits it.
    return new DockerRoom(options, network, watch, probe);
  } catch (error) {
    await removeRun(docker, run).catch(() => undefined);
    if (error instanceof EnvironmentError) throw error;
    throw new EnvironmentError(explainNoRoom(messageOf(error)));
  }
}

function listRuns(runs: readonly { readonly run: string }[]): string {
  return runs.map(({ run }) => run).join(', ');
}

function explainNoRoom(message: string): string {
  const mend = /address pool|subnet/i.test(message)
    ? 'Too many networks exist on this engine: `docker network prune` removes the unused ones.'
    : '`docker info` shows the state of the engine.';
  return `The Docker engine cannot open a network for this run: ${message}. ${mend}`;
}

class DockerRoom implements Room {
  readonly #options: RoomOptions;
  readonly #network: string;
  readonly #watch: RunWatch;
  readonly #probe: Promise<Probe>;
  readonly #closing = new AbortController();
  readonly #starting = new Set<Promise<unknown>>();
  readonly #users = new Map<string, Promise<string>>();
  readonly #hosts = new Map<string, number>();
  readonly #turn: TurnMaker;

  constructor(options: RoomOptions, network: string, watch: RunWatch, probe: Promise<Probe>) {
    this.#options = options;
    this.#network = network;
    this.#watch = watch;
    this.#probe = probe;
    this.#turn = new TurnMaker({ ...options, network });
    void this.#track(probe);
  }

  startServer(peer: Prepared, signal: AbortSignal): Promise<ServerPeer> {
    const { image } = peer.implementation;
    const command = image?.kind === 'reference' && image.server !== null ? { Cmd: [...image.server] } : {};
    return this.#start(peer, 'server', command, signal, async (container, host, aborted) => {
      const { healthTimeoutMs } = this.#options;
      const { implementation } = peer;
      const place = { container, implementation, host, watch: this.#watch, probe: this.#probe, healthTimeoutMs };
      return startServerIn(place, aborted);
    });
  }

  /** The place is a container that sleeps: the image needs `sleep` and `sh`, whatever its entry point is. */
  startClient(peer: Prepared, signal: AbortSignal): Promise<ClientPeer> {
    return this.#start(peer, 'client', { Entrypoint: ['sleep', 'infinity'], Cmd: [] }, signal, async (container) => {
      const place = { container, implementation: peer.implementation, watch: this.#watch };
      const client = makeClient(place);
      await container.start();
      return client;
    });
  }

  startDriven(peer: Prepared, role: Role, signal: AbortSignal): Promise<DrivenProcess> {
    const options = { ...spokenToOptions, Cmd: ['drive'] };
    return this.#start(peer, role, options, signal, (container) => startDrivenIn(container, this.#watch));
  }

  startLink(signal: AbortSignal): Promise<DrivenProcess> {
    const make = (host: string): Promise<Docker.Container> => this.#createLink(host);
    return this.#startIn('link', make, signal, (container) => startDrivenIn(container, this.#watch));
  }

  startTurn(kind: TurnKind, signal: AbortSignal): Promise<TurnServer> {
    const plan = this.#turn.plan(kind, signal);
    const make = (host: string): Promise<Docker.Container> => plan.create(host);
    return this.#startIn(`turn-${kind}`, make, signal, async (container, host) =>
      plan.listening(await startDrivenIn(container, this.#watch), host),
    );
  }

  #start<T>(
    peer: Prepared,
    role: Role,
    command: ContainerCreateOptions,
    signal: AbortSignal,
    start: (container: Docker.Container, host: string, aborted: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const make = (host: string): Promise<Docker.Container> => this.#create(peer, role, host, command);
    return this.#startIn(`${role}-${peer.implementation.name}`, make, signal, start);
  }

  /** @param base the container's name on the network, made unique */
  async #startIn<T>(
    base: string,
    make: (host: string) => Promise<Docker.Container>,
    signal: AbortSignal,
    start: (container: Docker.Container, host: string, aborted: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const aborted = AbortSignal.any([signal, this.#closing.signal]);
    const host = this.#nextHost(base);
    let container: Docker.Container | null = null;
    const starting = async (): Promise<T> => {
      aborted.throwIfAborted();
      container = await make(host);
      aborted.throwIfAborted();
      return start(container, host, aborted);
    };
    try {
      return await this.#watch.guard(this.#track(starting()));
    } catch (error) {
      if (this.#watch.lost.aborted) throw error;
      const created = container as Docker.Container | null;
      if (created !== null) await settlesWithin(ignoreGone(created.remove({ force: true, v: true })), removalLimitMs);
      if (error instanceof PeerError || error instanceof EnvironmentError) throw error;
      throw new PeerError(aborted.aborted ? 'not started: interrupted' : `cannot be started: ${messageOf(error)}`);
    }
  }

  async #create(peer: Prepared, role: Role, host: string, command: ContainerCreateOptions): Promise<Docker.Container> {
    const { docker, run } = this.#options;
    const image = peer.image ?? '';
    const imageUser = await this.#userOf(image);
    const implementation = peer.implementation.name;
    const place = { run, network: this.#network, role, host, image, imageUser, implementation };
    return docker.createContainer({ ...containerOptions(place), ...command });
  }

  #createLink(host: string): Promise<Docker.Container> {
    const { docker, run, helperImage } = this.#options;
    const place = { run, network: this.#network, role: 'link', host, image: helperImage, imageUser: '' } as const;
    return docker.createContainer({ ...containerOptions(place), ...spokenToOptions, Cmd: ['/link.mjs'] });
  }

  #userOf(image: string): Promise<string> {
    const known = this.#users.get(image);
    if (known !== undefined) return known;
    const asked = this.#options.docker.getImage(image).inspect();
    const user = asked.then(({ Config }) => Config.User);
    this.#users.set(image, user);
    return user;
  }

  /** `server-pion`, then `server-pion--2`, …: each container has an address of its own, also after a repeat. */
  #nextHost(base: string): string {
    const count = (this.#hosts.get(base) ?? 0) + 1;
    this.#hosts.set(base, count);
    return count === 1 ? base : `${base}--${count}`;
  }

  #track<T>(starting: Promise<T>): Promise<T> {
    this.#starting.add(starting);
    const done = (): void => {
      this.#starting.delete(starting);
    };
    starting.then(done, done);
    return starting;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { docker, run } = this.#options;
    this.#closing.abort(new PeerError('not started: the run is over'));
    const limit = AbortSignal.timeout(removalLimitMs);
    await orAborted(Promise.allSettled(this.#starting), limit).catch(() => undefined);
    this.#watch.close();
    await orAborted(removeRun(docker, run), limit);
  }
}
