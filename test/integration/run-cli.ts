/** Runs the command line as a user does, and reads the report that it wrote. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { ReportSchema, type Report, type ReportCell } from '../../runner/report/schema.ts';

export const repository = resolve(import.meta.dirname, '..', '..');
const cli = join(repository, 'runner', 'cli.ts');

export interface CliResult {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Arguments of node that start the command line, for tests that need the process itself. */
export function cliArguments(args: readonly string[]): string[] {
  return ['--import', 'tsx', cli, ...args];
}

export async function runCli(args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, cliArguments(args), {
    cwd: repository,
    env: { NO_COLOR: '1', ...env },
    reject: false,
    stdin: 'ignore',
  });
  return { status: exitCode, stdout, stderr };
}

export interface RunResult extends CliResult {
  readonly report: Report;
  readonly folder: string;
  cell(server: string, client: string, testCase?: string): ReportCell;
  log(path: string | null): Promise<string>;
}

/** A folder for reports that goes when the test is over. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'matrix-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export async function runMatrix(
  out: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<RunResult> {
  const folder = join(out, 'report');
  const result = await runCli([...args, '--out', folder], env);
  const text = await readFile(join(folder, 'report.json'), 'utf8').catch(() => {
    throw new Error(`no report was written; the command said:\n${result.stdout}\n${result.stderr}`);
  });
  const report = ReportSchema.parse(JSON.parse(text));
  return {
    ...result,
    report,
    folder,
    cell: (server, client, testCase = 'peer-connection') => {
      const found = report.cells.find(
        (cell) => cell.server === server && cell.client === client && cell.case === testCase,
      );
      if (found === undefined) throw new Error(`the report has no cell ${testCase} ${server} ${client}`);
      return found;
    },
    log: async (path) => (path === null ? '' : readFile(join(folder, path), 'utf8')),
  };
}
