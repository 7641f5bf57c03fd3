/** One attempt of one cell by all of its contracts, on warm peers or on fresh ones of its own. */
import type { ScriptedCase } from '../cases/case.ts';
import { PeerError, type ClientPeer, type ServerPeer } from '../engines/engine.ts';
import { describeExit } from '../judge/judge.ts';
import type { Cell, Observation } from '../model.ts';
import type { SeenPath } from '../link/evidence/seen-path.ts';
import { LinkError } from '../link/link.ts';
import type { OpenCell } from '../link/messages.ts';
import { attemptDriven } from './attempt-driven.ts';
import { attempt, notRun, type AttemptOptions } from './attempt.ts';
import { addWire, notAttempted, type Attempted } from './attempted.ts';
import { Carriage, type Carried } from './carriage.ts';
import type { Contracts } from './contracts.ts';
import type { DrivenPeer } from './driven-peer.ts';
import type { Peers } from './peers.ts';
import { stopAll, type Started } from './starter.ts';
import { TurnError } from './turn-keeper.ts';
import type { Warm } from './warm.ts';

export interface Play extends Omit<AttemptOptions, 'carriage'> {
  readonly cell: Cell;
  readonly scripted: ScriptedCase;
  readonly contracts: Contracts;
  readonly seed: number;
  readonly peers: Peers;
  /** On fresh peers that nobody else uses, instead of the warm ones. */
  readonly alone: boolean;
  /** Without the link. */
  readonly direct: boolean;
}

export interface Played {
  readonly observation: Observation;
  /** Null on the bare path, and where the link could not tell. */
  readonly carried: Carried | null;
}

export async function playCell(play: Play): Promise<Played> {
  try {
    if (play.direct) return { observation: joinContracts(await playBy(play, null), null), carried: null };
    const link = await play.peers.link.get();
    const carriage = new Carriage(await link.openCell(describeCell(play)));
    const attempted = await playOn(play, carriage);
    const carried = await carriage.end();
    return { observation: joinContracts(attempted, carried.paths), carried };
  } catch (error) {
    if (error instanceof TurnError) return { observation: notRun(error.message), carried: null };
    if (!(error instanceof LinkError)) throw error;
    return { observation: notRun(error.message, 'link'), carried: null };
  }
}

/** What fails leaves no cell open in the link. */
async function playOn(play: Play, carriage: Carriage): Promise<ByContract> {
  try {
    return await playBy(play, carriage);
  } catch (error) {
    await carriage.end().catch(() => undefined);
    throw error;
  }
}

/** What stands at the top of the capture, and what fixes the link's decisions. */
function describeCell({ cell, seed, peers }: Play): OpenCell {
  const version = (name: string): string => `${name} ${peers.versions.get(name) ?? '(version unknown)'}`;
  const comment = [
    `WebRTC interop matrix: ${cell.case}`,
    `client (makes the offer): ${version(cell.client)}`,
    `server (answers it): ${version(cell.server)}`,
    `seed: ${seed}`,
  ];
  return { comment: comment.join('\n'), seed, captureBytes: CAPTURE_BYTES };
}

/** Enough for every case that is not about throughput; what is left out is noted in the capture. */
const CAPTURE_BYTES = 2 * 2 ** 20;

/** Null: not by this contract. At least one is there. */
interface ByContract {
  readonly exitCode: Attempted | null;
  readonly script: Attempted | null;
}

async function playBy(given: Play, carriage: Carriage | null): Promise<ByContract> {
  const { contracts } = given;
  const play = { ...given, carriage };
  return {
    exitCode: contracts.exitCode ? await playByExitCode(play) : null,
    script: contracts.script ? await playByScript(play) : null,
  };
}

/** @param paths what the link saw; null on the bare path */
function joinContracts({ exitCode, script }: ByContract, paths: readonly SeenPath[] | null): Observation {
  const observe = (attempted: Attempted): Observation =>
    paths === null ? attempted.observation : addWire(attempted, paths);
  if (exitCode !== null && script !== null) {
    return { kind: 'both', exitCode: observe(exitCode), driven: observe(script) };
  }
  const only = exitCode ?? script;
  if (only === null) throw new Error('a cell that no contract can play');
  return observe(only);
}

type Carrying = Play & AttemptOptions;

async function playByExitCode(play: Carrying): Promise<Attempted> {
  const { cell, scripted, peers } = play;
  return withPair<ServerPeer, ClientPeer>(play, peers.servers, peers.clients, async (server, client) => {
    try {
      const attempted = await attempt(scripted, server, client, play);
      const { observation } = attempted;
      const death = observation.kind === 'ran' ? observation.server.died : null;
      if (death !== null && !play.alone) peers.servers.noteDeath(cell.server, describeExit(death));
      return attempted;
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      peers.clients.forget(cell.client);
      const reason = `client ${cell.client} ${error.message}`;
      return notAttempted({
        kind: 'not-run',
        reason,
        blame: 'runner',
        serverLog: server.log(),
        clientLog: error.log,
      });
    }
  });
}

function playByScript(play: Carrying): Promise<Attempted> {
  const { scripted, peers } = play;
  return withPair<DrivenPeer, DrivenPeer>(play, peers.driven.server, peers.driven.client, async (server, client) => {
    // Before the case's clock begins: their image may have to be built.
    const turns = scripted.needsTurn === undefined ? null : await peers.turn.get(scripted.needsTurn);
    const attempted = await attemptDriven(scripted, server, client, { ...play, turns });
    if (turns !== null && hasFailed(attempted)) await peers.turn.checkAlive(turns);
    return attempted;
  });
}

function hasFailed({ observation }: Attempted): boolean {
  return observation.kind === 'driven' && observation.outcome.kind === 'failed';
}

interface Stoppable {
  stop(): Promise<void>;
}

async function withPair<S extends Stoppable, C extends Stoppable>(
  { cell, alone }: Play,
  servers: Warm<S>,
  clients: Warm<C>,
  run: (server: S, client: C) => Promise<Attempted>,
): Promise<Attempted> {
  const [server, client] = await Promise.all(
    alone
      ? [servers.fresh(cell.server), clients.fresh(cell.client)]
      : [servers.get(cell.server), clients.get(cell.client)],
  );
  try {
    return server.ok && client.ok ? await run(server.peer, client.peer) : notAttempted(notStarted(server, client));
  } finally {
    if (alone) await stopAll([server, client]);
  }
}

function notStarted(server: Started<unknown>, client: Started<unknown>): Observation {
  const reasons = [server, client].flatMap((started) => (started.ok ? [] : [started.reason]));
  return {
    kind: 'not-run',
    reason: [...new Set(reasons)].join('; '),
    blame: 'runner',
    serverLog: server.ok ? null : server.log,
    clientLog: client.ok ? null : client.log,
  };
}
