/** `--engine auto|docker|process` -> an engine. */
import { createDockerEngine } from './docker/index.ts';
import { EnvironmentError, type Engine, type EngineName } from './engine.ts';
import { createProcessEngine } from './process/index.ts';

export type EngineChoice = 'auto' | EngineName;
export const engineChoices: readonly EngineChoice[] = ['auto', 'docker', 'process'];

export interface EngineOptions {
  /** The folder of matrix.yaml, absolute. */
  readonly root: string;
  /** How long a server may take to answer after its start, milliseconds. */
  readonly healthTimeoutMs: number;
}

export interface Choice {
  readonly engine: Engine;
  /** Why Docker was not taken although it could have been; null where it was, or was not wanted. */
  readonly noDocker: string | null;
}

/** @throws EnvironmentError when Docker is demanded and no engine answers. */
export async function chooseEngine(choice: EngineChoice, options: EngineOptions): Promise<Choice> {
  if (choice === 'process') return { engine: createProcessEngine(options), noDocker: null };
  try {
    return { engine: await createDockerEngine(options), noDocker: null };
  } catch (error) {
    if (choice === 'docker' || !(error instanceof EnvironmentError)) throw error;
    return { engine: createProcessEngine(options), noDocker: error.message };
  }
}
