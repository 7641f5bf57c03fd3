/** `check NAME`: one peer alone against a reference, from matrix.yaml to the rows. */
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { chooseEngine, type EngineChoice } from '../engines/choose-engine.ts';
import { EnvironmentError, PeerError, type Engine, type Prepared, type Room } from '../engines/engine.ts';
import type { Emit } from '../events.ts';
import { loadMatrixFor } from '../load/index.ts';
import type { Implementation, Matrix } from '../model.ts';
import { checkDriven } from './driven.ts';
import { checkExitCode } from './exit-code.ts';
import { Findings, type Finding } from './finding.ts';
import { chooseReference, findImplementation } from './reference.ts';

export interface CheckRequest {
  readonly name: string;
  /** Null: chosen (reference.ts). */
  readonly reference: string | null;
  readonly matrixFile: string;
  readonly overrides: readonly string[];
  readonly engine: EngineChoice;
  /** How long a connection may take; an answer may take a quarter of it. Milliseconds. */
  readonly timeoutMs: number;
  readonly startTimeoutMs: number;
}

export interface Checked {
  readonly reference: string;
  readonly engine: string;
  readonly findings: readonly Finding[];
}

export interface CheckWatch {
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** All of it ends within so many limits of a connection. */
const MOST_LIMITS = 15;

/** @throws ConfigurationError, EnvironmentError */
export async function check(request: CheckRequest, watch: CheckWatch): Promise<Checked> {
  const matrix = await loadMatrixFor(request.matrixFile, request.overrides);
  const implementation = findImplementation(matrix, 'check', request.name);
  const root = dirname(request.matrixFile);
  const { engine, noDocker } = await chooseEngine(request.engine, { root, healthTimeoutMs: request.startTimeoutMs });
  if (!engine.offers(implementation)) {
    const why = noDocker ?? 'npm cannot bring it, it needs Docker';
    throw new EnvironmentError(`The ${engine.name} engine cannot run ${implementation.name}: ${why}`);
  }
  const reference = chooseReference(matrix, engine, implementation, request.reference);
  const [checked, other] = await prepare(engine, [implementation, reference], watch);
  const findings = new Findings();
  const room = await engine.open(`check-${randomBytes(6).toString('hex')}`, watch.emit);
  let disposal: Promise<void> | null = null;
  const dispose = (): Promise<void> => (disposal ??= Promise.resolve(room[Symbol.asyncDispose]()));
  const limitMs = request.timeoutMs * MOST_LIMITS;
  const late = setTimeout(() => {
    findings.add(
      'Start',
      'the check ends in time',
      'wrong',
      `it was not done after ${limitMs} ms; rows that are missing were not tried`,
    );
    findings.close();
    void dispose();
  }, limitMs);
  const abort = (): void => {
    findings.close();
    void dispose();
  };
  watch.signal.addEventListener('abort', abort, { once: true });
  try {
    await play(room, checked, other, matrix, request, findings, watch.emit);
  } catch (error) {
    // What is disposed of under its feet complains; the rows say why.
    if (!findings.isClosed) throw error;
  } finally {
    clearTimeout(late);
    watch.signal.removeEventListener('abort', abort);
    await dispose();
  }
  return { reference: reference.name, engine: engine.name, findings: findings.list() };
}

async function prepare(
  engine: Engine,
  implementations: readonly [Implementation, Implementation],
  watch: CheckWatch,
): Promise<readonly [Prepared, Prepared]> {
  const distinct = [...new Set(implementations)];
  const preparations = await engine.prepare(distinct, watch);
  const [checked, reference] = implementations.map(({ name }) => {
    const found = preparations.find((preparation) => preparation.implementation.name === name);
    if (found?.ok === true) return found;
    throw new EnvironmentError(
      `${name}: ${found?.reason ?? 'not prepared'}. See what the build says: npm run matrix -- build --implementation ${name} --verbose`,
    );
  });
  if (checked === undefined || reference === undefined) throw new EnvironmentError('nothing was prepared');
  return [checked, reference];
}

async function play(
  room: Room,
  checked: Prepared,
  reference: Prepared,
  matrix: Matrix,
  { timeoutMs, startTimeoutMs }: CheckRequest,
  findings: Findings,
  emit: Emit,
): Promise<void> {
  const { implementation } = checked;
  const never = new AbortController().signal;
  const tell = (what: string): void => {
    emit({ type: 'notice', lines: [`${implementation.name}: ${what}`] });
  };
  const pick = (whose: 'checked' | 'reference'): Prepared => (whose === 'checked' ? checked : reference);
  const common = { findings, reference: reference.implementation.name, emit: tell };
  if (implementation.image?.kind === 'reference') {
    findings.add('Start', 'peer drive', 'untried', 'a foreign image follows the exit-code contract only');
  } else {
    await checkDriven({
      ...common,
      implementation,
      start: () => room.startDriven(checked, 'client', never),
      startReference: () => orEnvironment(reference, room.startDriven(reference, 'server', never)),
      answerMs: Math.max(250, timeoutMs / 4),
      waitMs: timeoutMs / 2,
      startMs: startTimeoutMs,
    });
  }
  await checkExitCode({
    ...common,
    name: implementation.name,
    roles: implementation.roles,
    cases: matrix.cases.filter(({ number }) => number !== null),
    startServer: (whose) => guard(whose, reference, room.startServer(pick(whose), never)),
    startClient: async (whose) => {
      const client = await guard(whose, reference, room.startClient(pick(whose), never));
      return { call: (url, testCase) => client.call({ url, case: testCase, timeoutMs, signal: never }) };
    },
  });
}

function guard<T>(whose: 'checked' | 'reference', reference: Prepared, starting: Promise<T>): Promise<T> {
  return whose === 'checked' ? starting : orEnvironment(reference, starting);
}

/** A reference that does not start says nothing about the peer that is checked. */
async function orEnvironment<T>({ implementation }: Prepared, starting: Promise<T>): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    throw new EnvironmentError(
      `The reference ${implementation.name} ${error.message}; choose another with --reference NAME.`,
    );
  }
}
