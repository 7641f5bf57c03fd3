/** Warm driven peers of one stage, and cells played over them as a run does, only that it can be done again and again. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import type { ScriptedCase } from '../../runner/cases/case.ts';
import { Readiness, runFirstPass, type Need } from '../../runner/execute/first-pass.ts';
import { createPeers, type Peers } from '../../runner/execute/peers.ts';
import { playCell } from '../../runner/execute/play-cell.ts';
import { judge } from '../../runner/judge/judge.ts';
import type { Cell, Implementation, Observation, Verdict } from '../../runner/model.ts';
import type { Stage } from './stage.ts';

/** As a run has it by default. A wait of a case ends at three fifths of it. */
const TIMEOUT_MS = 20_000;
const START_TIMEOUT_MS = 60_000;
/** As many cells at once as a run plays by default: see `LIGHT_FACTOR` in runner/execute/execute.ts. */
const LIGHT_WIDTH = availableParallelism() * 2 * 4;
const HEAVY_WIDTH = availableParallelism();

export interface Scene extends Cell {
  readonly scripted: ScriptedCase;
}

export interface Played {
  readonly scene: Scene;
  readonly verdict: Verdict;
  readonly durationMs: number;
}

/** Each case for each server and each client. */
export function scenesOf(cases: readonly ScriptedCase[], implementations: readonly Implementation[]): readonly Scene[] {
  const names = implementations.map(({ name }) => name);
  return cases.flatMap((scripted) =>
    names.flatMap((server) => names.map((client) => ({ case: scripted.name, server, client, scripted }))),
  );
}

export interface PlayOptions {
  /** Without the link. */
  readonly direct?: boolean;
  /** One cell at a time. */
  readonly single?: boolean;
  readonly onObservation?: (scene: Scene, observation: Observation) => void;
}

export class Company {
  readonly #peers: Peers;
  readonly #running = new Set<Cell>();
  readonly #signal = new AbortController().signal;
  /** Deaths of peers, each in words. */
  readonly deaths: string[] = [];

  constructor({ preparations, room }: Stage) {
    // Every running cell listens to it.
    setMaxListeners(0, this.#signal);
    this.#peers = createPeers(preparations, room, {
      emit: (event) => {
        if (event.type === 'peer-failed') this.deaths.push(`${event.implementation} ${event.role}: ${event.reason}`);
      },
      signal: this.#signal,
      startTimeoutMs: START_TIMEOUT_MS,
      timeoutMs: TIMEOUT_MS,
      running: this.#running,
      selfCheck: true,
      serverFor: () => null,
    });
  }

  /** Starts all of them, and the link. @throws Error where one does not come */
  async warmUp(implementations: readonly Implementation[]): Promise<void> {
    const { server, client } = this.#peers.driven;
    await this.#peers.link.get();
    for (const started of await Promise.all(
      implementations.flatMap(({ name }) => [server.get(name), client.get(name)]),
    )) {
      if (!started.ok) throw new Error(started.reason);
    }
  }

  /** In lanes as a run has them: first the light cells, then the heavy ones. Nothing is repeated. */
  async play(
    scenes: readonly Scene[],
    { direct = false, single = false, onObservation }: PlayOptions = {},
  ): Promise<readonly Played[]> {
    const played: Played[] = [];
    const byCell = new Map<Cell, Scene>(scenes.map((scene) => [scene, scene]));
    const runOne = async (cell: Cell): Promise<void> => {
      const scene = byCell.get(cell);
      if (scene === undefined) throw new Error(`${cell.case} was not asked for`);
      const began = performance.now();
      const observation = await this.#playOne(scene, direct);
      played.push({ scene, verdict: judge(observation).verdict, durationMs: performance.now() - began });
      onObservation?.(scene, observation);
    };
    const lane = (which: readonly Scene[], width: number, exclusive: boolean): Promise<void> =>
      runFirstPass(which, { readiness: new Readiness(), needsOf, width: single ? 1 : width, exclusive, runOne });
    const isHeavy = ({ scripted }: Scene): boolean => scripted.heavy === true;
    await lane(
      scenes.filter((scene) => !isHeavy(scene)),
      LIGHT_WIDTH,
      false,
    );
    await lane(scenes.filter(isHeavy), HEAVY_WIDTH, true);
    return played;
  }

  async #playOne(scene: Scene, direct: boolean): Promise<Observation> {
    const { observation } = await playCell({
      cell: scene,
      scripted: scene.scripted,
      contracts: { exitCode: false, script: true },
      seed: 1,
      peers: this.#peers,
      alone: false,
      direct: direct || scene.scripted.direct === true,
      timeoutMs: TIMEOUT_MS,
      signal: this.#signal,
    });
    return observation;
  }
}

function needsOf({ server, client }: Cell): readonly Need[] {
  const start = (): Promise<void> => Promise.resolve();
  return [
    { key: `server ${server}`, start },
    { key: `client ${client}`, start },
  ];
}
