/** An engine's room for a benchmark: what runs in it is known by process, so that it can be watched from outside. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import Docker from 'dockerode';
import { chooseEngine } from '../../runner/engines/choose-engine.ts';
import { labelFilter, implementationLabel, roleLabel } from '../../runner/engines/docker/labels.ts';
import type { DrivenProcess, EngineName, Preparation, Room } from '../../runner/engines/engine.ts';
import type { Emit } from '../../runner/events.ts';
import { loadMatrixFor } from '../../runner/load/index.ts';
import type { Implementation } from '../../runner/model.ts';
import { readTree } from './proc.ts';

const root = resolve(import.meta.dirname, '..', '..');

export interface PeerProcess {
  /** `werift client`; with a number from the second one of that name on, which replaced the first. */
  readonly name: string;
  readonly pids: readonly number[];
}

export interface Stage extends AsyncDisposable {
  readonly implementations: readonly Implementation[];
  readonly preparations: readonly Preparation[];
  readonly room: Room;
  /** The driven peers that run now, and the link. */
  processes(): Promise<readonly PeerProcess[]>;
}

export interface StageRequest {
  readonly engine: EngineName;
  /** Empty: all that the engine offers. */
  readonly implementations: readonly string[];
  /** `--with NAME=SPEC` */
  readonly overrides: readonly string[];
}

/** @throws EnvironmentError without the engine, Error where an implementation cannot be prepared */
export async function openStage({ engine: name, implementations: names, overrides }: StageRequest): Promise<Stage> {
  const matrix = await loadMatrixFor(resolve(root, 'matrix.yaml'), overrides);
  const { engine } = await chooseEngine(name, { root, healthTimeoutMs: 30_000 });
  const wanted = matrix.implementations.filter(
    (implementation) => engine.offers(implementation) && (names.length === 0 || names.includes(implementation.name)),
  );
  const preparations = await engine.prepare(wanted, { emit: ignore, signal: new AbortController().signal });
  for (const preparation of preparations) {
    if (!preparation.ok) throw new Error(`${preparation.implementation.name}: ${preparation.reason}`);
  }
  const run = `bench-${randomBytes(4).toString('hex')}`;
  const room = await engine.open(run, ignore);
  const watched = name === 'docker' ? watchContainers(room, run) : watchChildren(room);
  return {
    ...watched,
    implementations: wanted,
    preparations,
    [Symbol.asyncDispose]: () => Promise.resolve(room[Symbol.asyncDispose]()),
  };
}

const ignore: Emit = () => undefined;

type Watched = Pick<Stage, 'room' | 'processes'>;

/** Containers carry names and roles; the engine tells their processes where it runs on this machine. */
function watchContainers(room: Room, run: string): Watched {
  const docker = new Docker();
  const processes = async (): Promise<readonly PeerProcess[]> => {
    const containers = await docker.listContainers({ filters: labelFilter(run) });
    const named = new Map<string, number>();
    const peers = containers
      .filter(({ Labels }) => Labels[roleLabel] !== 'probe')
      .sort((a, b) => a.Created - b.Created);
    return Promise.all(
      peers.map(async ({ Id, Labels }) => {
        const role = Labels[roleLabel] ?? '';
        const name = numbered(named, role === 'link' ? role : `${Labels[implementationLabel] ?? '?'} ${role}`);
        const { State } = await docker.getContainer(Id).inspect();
        return { name, pids: await readTree(State.Pid) };
      }),
    );
  };
  return { room, processes };
}

/** Child processes carry no names: they are started one after the other, and the one that was not there before is it. */
function watchChildren(room: Room): Watched {
  const started = new Map<number, string>();
  const named = new Map<string, number>();
  let turn: Promise<unknown> = Promise.resolve();
  const children = async (): Promise<readonly number[]> => (await readTree(process.pid)).slice(1);
  const inTurn = (name: string, start: () => Promise<DrivenProcess>): Promise<DrivenProcess> => {
    const mine = turn.then(async () => {
      const before = new Set(await children());
      const peer = await start();
      const pid = (await children()).find((one) => !before.has(one));
      if (pid !== undefined) started.set(pid, numbered(named, name));
      return peer;
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
  const processes = async (): Promise<readonly PeerProcess[]> => {
    const alive = new Set(await children());
    return [...started].filter(([pid]) => alive.has(pid)).map(([pid, name]) => ({ name, pids: [pid] }));
  };
  const watchedRoom: Room = {
    startServer: (peer, signal) => room.startServer(peer, signal),
    startClient: (peer, signal) => room.startClient(peer, signal),
    startDriven: (peer, role, signal) =>
      inTurn(`${peer.implementation.name} ${role}`, () => room.startDriven(peer, role, signal)),
    startTurn: (kind, signal) => room.startTurn(kind, signal),
    startLink: (signal) => inTurn('link', () => room.startLink(signal)),
    [Symbol.asyncDispose]: () => Promise.resolve(room[Symbol.asyncDispose]()),
  };
  return { room: watchedRoom, processes };
}

function numbered(named: Map<string, number>, name: string): string {
  const count = (named.get(name) ?? 0) + 1;
  named.set(name, count);
  return count === 1 ? name : `${name} ${count}`;
}
