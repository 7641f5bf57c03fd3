/** What went wrong before or after the cells -> one clear message and an exit status. */
import { EnvironmentError } from './engines/engine.ts';
import { ConfigurationError } from './load/configuration-error.ts';
import { ReportError } from './report/index.ts';

export function exitStatusOf(error: unknown): number {
  if (error instanceof ConfigurationError) return 2;
  return 3;
}

/** An error of a kind that is expected is its message; any other is a defect of ours and keeps its stack. */
export function explain(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof EnvironmentError || error instanceof ReportError) {
    return error.message;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a defect of the matrix itself, not of a peer. Please report it with this text:\n${stack}`;
}
