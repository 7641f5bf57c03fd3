/** What the tests on Docker share: an engine where one answers, and the tiny images of test/fixtures/images. */
import { fileURLToPath } from 'node:url';
import { peerConnection } from '../../runner/cases/peer-connection.ts';
import { createDockerEngine } from '../../runner/engines/docker/index.ts';
import {
  EnvironmentError,
  type CallRequest,
  type Engine,
  type Preparation,
  type Prepared,
} from '../../runner/engines/engine.ts';
import type { RunEvent } from '../../runner/events.ts';
import type { Implementation } from '../../runner/model.ts';

export const images = fileURLToPath(new URL('../fixtures/images', import.meta.url));

export function createEngine(): Promise<Engine> {
  return createDockerEngine({ root: images, healthTimeoutMs: 3000 });
}

/** Why there is no engine; null where one answers. With `MATRIX_REQUIRE_DOCKER=1` its absence is a failure of the tests. */
export const noDocker: string | null = await createEngine().then(
  () => null,
  (error: unknown) => {
    if (!(error instanceof EnvironmentError) || process.env.MATRIX_REQUIRE_DOCKER === '1') throw error;
    console.warn(`skipped: tests on Docker (${error.message})`);
    return error.message;
  },
);

export function implementation(name: string, changes: Partial<Implementation> = {}): Implementation {
  return {
    name,
    version: '1.2.3',
    language: 'Perl',
    homepage: '',
    licence: 'MIT',
    roles: ['server', 'client'],
    image: { kind: 'folder', folder: 'peers', target: name, args: {}, origins: ['local'] },
    npm: null,
    override: null,
    ...changes,
  };
}

/** The image `origins`, built from one of these. */
export function fromOrigins(origins: readonly string[], changes: Partial<Implementation> = {}): Implementation {
  const image = { kind: 'folder', folder: 'origins', target: null, args: {}, origins } as const;
  return implementation('origins', { image, ...changes });
}

export const never = new AbortController().signal;

export async function prepare(
  engine: Engine,
  ...implementations: Implementation[]
): Promise<{ preparations: readonly Preparation[]; events: RunEvent[] }> {
  const events: RunEvent[] = [];
  const emit = (event: RunEvent): void => {
    events.push(event);
  };
  return { preparations: await engine.prepare(implementations, { emit, signal: never }), events };
}

/** Prepared peers of the tiny images, in the order of the names. */
export async function preparePeers(engine: Engine, ...names: string[]): Promise<Prepared[]> {
  const { preparations } = await prepare(engine, ...names.map((name) => implementation(name)));
  return preparations.map((preparation) => {
    if (!preparation.ok) throw new Error(preparation.reason);
    return preparation;
  });
}

let runs = 0;
export function newRunId(): string {
  runs += 1;
  return `test-${process.pid}-${Date.now().toString(36)}-${runs}`;
}

export function request(url: string, changes: Partial<CallRequest> = {}): CallRequest {
  return { url, case: peerConnection, timeoutMs: 20_000, signal: never, ...changes };
}

export const ignore = (): void => undefined;
