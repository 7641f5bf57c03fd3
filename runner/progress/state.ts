/** What a run is doing, folded from its events. Pure: the time comes in with each event, in milliseconds. */
import type { RunEvent } from '../events.ts';
import type { Cell, Verdict } from '../model.ts';

export interface Build {
  readonly implementation: string;
  readonly origin: string;
  readonly startedAt: number;
  /** The last line that the build printed. */
  readonly line: string;
}

export interface RunningCell {
  readonly cell: Cell;
  readonly attempt: number;
  readonly startedAt: number;
}

export interface ProgressState {
  readonly phase: 'idle' | 'preparing' | 'running' | 'interrupted';
  /** Builds that run now. */
  readonly builds: readonly Build[];
  readonly planned: number;
  readonly done: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly running: readonly RunningCell[];
  /** When the cells were planned; null before. */
  readonly cellsStartedAt: number | null;
}

export const initialState: ProgressState = {
  phase: 'idle',
  builds: [],
  planned: 0,
  done: 0,
  counts: { passed: 0, failed: 0, unsupported: 0, broken: 0 },
  running: [],
  cellsStartedAt: null,
};

/** The state after `event`, which happened at `now`. */
export function reduce(state: ProgressState, event: RunEvent, now: number): ProgressState {
  switch (event.type) {
    case 'prepare-started':
      return { ...state, phase: 'preparing' };
    case 'build-started':
      return { ...state, builds: [...without(state, event.implementation), startBuild(event, now)] };
    case 'build-output':
      return {
        ...state,
        builds: state.builds.map((build) => (isOf(build, event) ? { ...build, line: event.line } : build)),
      };
    case 'build-finished':
    case 'build-failed':
      return { ...state, builds: without(state, event.implementation) };
    case 'cells-planned':
      return { ...state, phase: 'running', planned: event.cells.length, cellsStartedAt: now };
    case 'cell-started':
      return {
        ...state,
        running: [...otherCells(state, event.cell), { cell: event.cell, attempt: event.attempt, startedAt: now }],
      };
    case 'cell-finished':
      return finishCell(state, event);
    case 'interrupted':
      return { ...state, phase: 'interrupted' };
    case 'notice':
    case 'peer-ready':
    case 'peer-failed':
    case 'server-died':
      return state;
  }
}

/** Milliseconds until the last cell, by the pace so far; null while too few are done to tell. */
export function estimateRest(state: ProgressState, now: number): number | null {
  if (state.cellsStartedAt === null || state.done < 3 || state.done >= state.planned) return null;
  return ((now - state.cellsStartedAt) / state.done) * (state.planned - state.done);
}

function finishCell(state: ProgressState, event: Extract<RunEvent, { type: 'cell-finished' }>): ProgressState {
  const running = otherCells(state, event.cell);
  if (!event.final) return { ...state, running };
  const { verdict } = event.judgement;
  const counts = { ...state.counts, [verdict]: state.counts[verdict] + 1 };
  return { ...state, running, done: state.done + 1, counts };
}

function startBuild(event: Extract<RunEvent, { type: 'build-started' }>, now: number): Build {
  return { implementation: event.implementation, origin: event.origin, startedAt: now, line: '' };
}

function isOf(build: Build, event: { readonly implementation: string }): boolean {
  return build.implementation === event.implementation;
}

function without(state: ProgressState, implementation: string): readonly Build[] {
  return state.builds.filter((build) => build.implementation !== implementation);
}

function otherCells(state: ProgressState, cell: Cell): readonly RunningCell[] {
  return state.running.filter((each) => !isSame(each.cell, cell));
}

function isSame(a: Cell, b: Cell): boolean {
  return a.case === b.case && a.server === b.server && a.client === b.client;
}
