/**
 * The matrix proves with the link of this run that it catches a liar: a built-in client that exits 0 without having
 * done anything is run as any client is, and the verdict must be `failed`. A green cell means nothing otherwise.
 */
import { EnvironmentError, type ClientPeer, type ServerPeer } from '../engines/engine.ts';
import { judge } from '../judge/judge.ts';
import type { Link } from '../link/link.ts';
import type { Case, Judgement, Log, Observation } from '../model.ts';
import { attempt } from './attempt.ts';
import { addWire } from './attempted.ts';
import { Carriage } from './carriage.ts';

const EMPTY: Log = { text: '', droppedBytes: 0 };

const aboutData: Case = { name: 'data-channel-echo', abbreviation: '?', title: 'A lie.', spec: [], number: 0 };

const liar: ClientPeer = {
  call: () => Promise.resolve({ exitCode: 0, signal: null, timedOut: false, durationMs: 0, log: EMPTY }),
  stop: () => Promise.resolve(),
};

/** Nobody asks it anything: the liar posts no offer. */
const server: ServerPeer = {
  url: 'http://127.0.0.1:9/offer',
  version: null,
  log: () => EMPTY,
  mark: () => 0,
  died: () => Promise.resolve(null),
  ask: () => Promise.reject(new Error('the server of the self-check answers nobody')),
  terminate: () => Promise.resolve(null),
  stop: () => Promise.resolve(),
};

/**
 * @param decide the judge of the run
 * @throws EnvironmentError when the liar is believed: the run must not go on; LinkError
 */
export async function checkLink(link: Link, decide: (seen: Observation) => Judgement = judge): Promise<void> {
  const cell = await link.openCell({ comment: 'self-check', seed: 0, captureBytes: 0 });
  const carriage = new Carriage(cell);
  const options = { timeoutMs: 1_000, signal: new AbortController().signal, carriage };
  const silent = await attempt(aboutData, server, liar, options);
  // A path that no packet took, for the second lie.
  await carriage.openPath();
  const { paths } = await carriage.end();
  expectFailed('without having posted an offer', decide(addWire(silent, paths)));
  const claims = { client: { connected: true, data: true }, server: { connected: false, data: false } };
  expectFailed('without having sent a packet', decide(addWire({ ...silent, claimsOf: () => claims }, paths)));
}

function expectFailed(how: string, { verdict }: Judgement): void {
  if (verdict === 'failed') return;
  throw new EnvironmentError(
    `self-check: a built-in client that exits 0 ${how} was called ${verdict}, expected failed: no verdict of this run could be trusted. This is a defect of the matrix or of the link, please report it; --no-self-check goes on all the same`,
  );
}
