/** The peers of a run, by contract and role. */
import type { ClientPeer, Preparation, Room, ServerPeer } from '../engines/engine.ts';
import type { Emit } from '../events.ts';
import { describeExit } from '../judge/judge.ts';
import type { Cell, Role } from '../model.ts';
import { greetDrivenPeer, type DrivenPeer } from './driven-peer.ts';
import { LinkKeeper } from './link-keeper.ts';
import { checkLink } from './self-check-link.ts';
import { SelfCheck } from './self-check.ts';
import { TurnKeeper } from './turn-keeper.ts';
import { Starter } from './starter.ts';
import { Warm } from './warm.ts';

export interface PeersOptions {
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** How long a driven peer may take to start and say hello, milliseconds. */
  readonly startTimeoutMs: number;
  /** The cells that run now: those of a server that died are named. */
  readonly running: ReadonlySet<Cell>;
  /** Whether a peer has to refuse a made-up method or case before it is believed. */
  readonly selfCheck: boolean;
  /** Against which server a client is asked for the made-up case; null: none takes part. */
  readonly serverFor: (client: string) => string | null;
  /** Time limit of one attempt, milliseconds. */
  readonly timeoutMs: number;
}

/** Where nobody takes offers: for a self-check while no server could be started. */
const NOBODY = 'http://127.0.0.1:9/offer';

export interface Peers {
  readonly servers: Warm<ServerPeer>;
  readonly clients: Warm<ClientPeer>;
  readonly driven: Readonly<Record<Role, Warm<DrivenPeer>>>;
  readonly link: LinkKeeper;
  readonly turn: TurnKeeper;
  /** The version that really ran, by implementation. */
  readonly versions: ReadonlyMap<string, string | null>;
  stop(): Promise<void>;
}

export function createPeers(preparations: readonly Preparation[], room: Room, options: PeersOptions): Peers {
  const { emit, signal, running, startTimeoutMs, timeoutMs, selfCheck } = options;
  const starter = new Starter(preparations, emit, signal);
  const onDeath = (implementation: string, reason: string): void => {
    const cells = [...running].filter(({ server }) => server === implementation);
    emit({ type: 'server-died', implementation, reason, cells });
  };
  const driven = (role: Role): Warm<DrivenPeer> =>
    new Warm({
      start: (name) =>
        starter.start(name, role, `driven ${role}`, async (peer) =>
          greetDrivenPeer(await room.startDriven(peer, role, signal), startTimeoutMs, selfCheck),
        ),
      deathOf: ({ rpc }) => Promise.resolve(rpc.spoiled()?.message ?? null),
      onDeath: (implementation, reason) => {
        emit({ type: 'peer-failed', implementation, role, reason: `${reason}; replaced` });
      },
    });
  const servers = new Warm<ServerPeer>({
    start: (name) => starter.start(name, 'server', 'server', (peer) => room.startServer(peer, signal)),
    deathOf: async (server) => {
      const exit = await server.died();
      return exit === null ? null : describeExit(exit);
    },
    onDeath,
  });
  const offerUrl = async (client: string): Promise<string> => {
    const name = options.serverFor(client);
    const server = name === null ? null : await servers.get(name);
    return server?.ok === true ? server.peer.url : NOBODY;
  };
  const check = new SelfCheck();
  const clients = new Warm<ClientPeer>({
    start: (name) =>
      starter.start(name, 'client', 'client', async (peer) => {
        const client = await room.startClient(peer, signal);
        if (selfCheck) await check.checkClient(peer, client, { url: () => offerUrl(name), timeoutMs, signal });
        return client;
      }),
    // A client's place that vanished shows when it is used, and is forgotten then.
    deathOf: () => Promise.resolve(null),
    onDeath,
  });
  const link = new LinkKeeper(room, signal, selfCheck ? checkLink : null);
  const turn = new TurnKeeper(room, signal);
  const all = { servers, clients, driven: { client: driven('client'), server: driven('server') } };
  return {
    ...all,
    link,
    turn,
    versions: starter.versions,
    stop: async () => {
      await Promise.all([
        link.stop(),
        turn.stop(),
        servers.stop(),
        clients.stop(),
        all.driven.client.stop(),
        all.driven.server.stop(),
      ]);
    },
  };
}
