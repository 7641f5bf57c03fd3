/** The command line that runs one cell again alike. Pure. */
import type { EngineName } from '../engines/engine.ts';
import type { ContractChoice } from '../execute/contracts.ts';
import { flagDefaults } from '../flags.ts';
import type { Cell } from '../model.ts';

/** What of a run decides how one of its cells goes. */
export interface ReplaySettings {
  readonly contract: ContractChoice;
  /** The one that ran: `auto` may choose another on another day. */
  readonly engine: EngineName;
  readonly seed: number;
  /** `--with NAME=SPEC`, as typed. */
  readonly overrides: readonly string[];
  readonly timeoutMs: number;
  readonly startTimeoutMs: number;
  readonly retries: number;
  /** The matrix, as typed. */
  readonly config: string;
  readonly selfCheck: boolean;
  readonly direct: boolean;
}

/**
 * One line for a POSIX shell, from the folder in which the run was started. Flags that do not matter to one cell
 * (`--parallel`, `--shard`, `--out`), or that have their default, are left out.
 */
export function makeReplay(cell: Cell, settings: ReplaySettings): string {
  const { contract, engine, seed, timeoutMs, startTimeoutMs, retries, config } = settings;
  const overrides = settings.overrides.filter((text) =>
    [cell.server, cell.client].includes(text.split('=', 1)[0] ?? ''),
  );
  const words = [
    ...['--case', cell.case, '--server', cell.server, '--client', cell.client],
    ...unlessDefault('--contract', contract, flagDefaults.contract),
    ...['--engine', engine, '--seed', String(seed)],
    ...overrides.flatMap((text) => ['--with', text]),
    ...unlessDefault('--timeout', `${timeoutMs}ms`, `${flagDefaults.timeoutMs}ms`),
    ...unlessDefault('--start-timeout', `${startTimeoutMs}ms`, `${flagDefaults.startTimeoutMs}ms`),
    ...unlessDefault('--retries', String(retries), String(flagDefaults.retries)),
    ...unlessDefault('--config', config, flagDefaults.config),
    ...(settings.selfCheck ? [] : ['--no-self-check']),
    ...(settings.direct ? ['--direct'] : []),
  ];
  return `npm run matrix -- ${words.map(quoteForShell).join(' ')}`;
}

function unlessDefault(flag: string, value: string, otherwise: string): readonly string[] {
  return value === otherwise ? [] : [flag, value];
}

/** As it is where no shell reads anything into it; else in single quotes (POSIX.1-2017, Shell Command Language, 2.2.2). */
function quoteForShell(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
