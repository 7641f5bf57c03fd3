/** Commands and flags, nothing else: what they do is in run.ts and commands/. */
import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { catalogue } from './cases/index.ts';
import { buildImages } from './commands/build.ts';
import { cleanUp } from './commands/clean.ts';
import { listMatrix } from './commands/list.ts';
import { showPlan } from './commands/dry-run.ts';
import { rerenderReport } from './commands/report.ts';
import { runMatrix } from './commands/run-matrix.ts';
import { contractChoices, type ContractChoice } from './execute/contracts.ts';
import { exitStatusOf, explain } from './explain-error.ts';
import { engineChoices, type EngineChoice } from './engines/choose-engine.ts';
import { gather, parseCount, parseDuration } from './flags.ts';
import { parseShard, type Shard } from './plan/shard.ts';
import { defaultOut, MOST_SEED, type RunRequest } from './run.ts';

interface Flags {
  readonly case?: readonly string[];
  readonly server?: readonly string[];
  readonly client?: readonly string[];
  readonly implementation?: readonly string[];
  readonly contract: ContractChoice;
  readonly engine: EngineChoice;
  readonly parallel?: number;
  readonly timeout: number;
  readonly startTimeout: number;
  readonly retries: number;
  readonly seed?: number;
  readonly with?: readonly string[];
  readonly shard?: Shard;
  readonly out?: string;
  readonly config: string;
  readonly dryRun?: boolean;
  readonly verbose?: boolean;
}

/** docs/decisions/0006-default-cases.md */
const defaultCases = catalogue.filter(({ number }) => number !== null).map(({ name }) => name);

const exitStatusHelp = `
Exit status:
  0    all cells are as expected
  1    some cell is not as expected
  2    bad usage or configuration
  3    the environment: no Docker where it was demanded, an image that does not build and nothing else failed,
       a report that cannot be written
  130  interrupted

A name may be a pattern (* and {a,b}); flags that take one can be repeated or given several with commas.`;

function createProgram(finish: (status: number) => void): Command {
  const program = new Command('npm run matrix --')
    .description('Runs every WebRTC implementation as server against every other as client.')
    .option('--case <names>', `only these cases (default: ${defaultCases.join(', ')}; all: '*')`, gather)
    .option('--server <names>', 'only these implementations as server', gather)
    .option('--client <names>', 'only these implementations as client', gather)
    .option('--implementation <names>', 'only these implementations take part', gather)
    .addOption(new Option('--contract <name>', 'how cells are run').choices(contractChoices).default('all'))
    .addOption(new Option('--engine <name>', 'where peers run').choices(engineChoices).default('auto'))
    .option('--parallel <n>', 'cells at once (default: twice the cores)', parseCount(1, 256))
    .addOption(duration('--timeout <duration>', 'time limit of a cell').default(20_000, '20s'))
    .addOption(duration('--start-timeout <duration>', 'how long a server may take to answer').default(30_000, '30s'))
    .option('--retries <n>', 'how often a cell that did not pass is repeated alone', parseCount(0, 10), 1)
    .option('--seed <n>', 'fixes all that is random in the cases', parseCount(0, MOST_SEED))
    .option('--with <name=spec>', 'another version or local packages of one implementation', gather)
    .addOption(new Option('--shard <i/n>', 'only the i-th of n parts of the plan').argParser(parseShard))
    .option('--out <folder>', 'where the report goes (default: reports/latest)')
    .option('--config <file>', 'the matrix', 'matrix.yaml')
    .option('--dry-run', 'say which cells would run, and run none')
    .option('--verbose', 'say everything that happens')
    .addHelpText('after', exitStatusHelp)
    .allowExcessArguments(false)
    .exitOverride()
    .action(async (flags: Flags) => {
      finish(
        flags.dryRun === true
          ? await showPlan(toRequest(flags))
          : await runMatrix(toRequest(flags), flags.verbose === true),
      );
    });
  program
    .command('list')
    .description('list the implementations and the cases')
    .action(async () => {
      finish(await listMatrix(toRequest(program.opts())));
    });
  program
    .command('build')
    .description('build what a run needs, and run nothing')
    .action(async () => {
      finish(await buildImages(toRequest(program.opts()), program.opts<Flags>().verbose === true));
    });
  program
    .command('clean')
    .description('remove what runs that did not end well left behind')
    .action(async () => {
      finish(await cleanUp());
    });
  program
    .command('report')
    .argument('<folder>', 'the folder of a report.json')
    .description('render a saved report again and print its grid')
    .action(async (folder: string) => {
      finish(await rerenderReport(resolve(folder)));
    });
  return program;
}

function duration(flags: string, description: string): Option {
  return new Option(flags, description).argParser(parseDuration);
}

function toRequest(flags: Flags): RunRequest {
  const matrixFile = resolve(flags.config);
  return {
    matrixFile,
    selection: {
      cases: flags.case ?? defaultCases,
      servers: flags.server ?? [],
      clients: flags.client ?? [],
      implementations: flags.implementation ?? [],
      shard: flags.shard ?? null,
    },
    overrides: flags.with ?? [],
    contract: flags.contract,
    engine: flags.engine,
    parallel: flags.parallel ?? null,
    timeoutMs: flags.timeout,
    startTimeoutMs: flags.startTimeout,
    retries: flags.retries,
    seed: flags.seed ?? null,
    out: flags.out === undefined ? defaultOut(matrixFile) : resolve(flags.out),
    command: ['npm run matrix', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' '),
  };
}

async function main(): Promise<number> {
  let status = 0;
  try {
    await createProgram((result) => {
      status = result;
    }).parseAsync();
  } catch (error) {
    // Commander has said itself what is wrong; --help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${explain(error)}\n`);
    return exitStatusOf(error);
  }
  return status;
}

process.exitCode = await main();
