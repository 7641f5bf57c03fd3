/** Commands and flags, nothing else: what they do is in run.ts and commands/. */
import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { catalogue } from './cases/index.ts';
import { buildImages } from './commands/build.ts';
import { checkPeer } from './commands/check.ts';
import { cleanUp } from './commands/clean.ts';
import { listMatrix } from './commands/list.ts';
import { showPlan } from './commands/dry-run.ts';
import { rerenderReport } from './commands/report.ts';
import { runMatrix } from './commands/run-matrix.ts';
import { contractChoices, type ContractChoice } from './execute/contracts.ts';
import { exitStatusOf, explain } from './explain-error.ts';
import { engineChoices, type EngineChoice } from './engines/choose-engine.ts';
import { flagDefaults, gather, parseCount, parseDuration } from './flags.ts';
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
  readonly selfCheck: boolean;
  readonly direct?: boolean;
  readonly dryRun?: boolean;
  readonly verbose?: boolean;
}

/** docs/decisions/0010-whole-catalogue.md */
const defaultCases = catalogue.filter(({ slow }) => slow !== true).map(({ name }) => name);
const slowCases = catalogue.filter(({ slow }) => slow === true).map(({ name }) => name);

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
    .option('--case <names>', `only these cases (default: all but ${slowCases.join(', ')}; all: '*')`, gather)
    .option('--server <names>', 'only these implementations as server', gather)
    .option('--client <names>', 'only these implementations as client', gather)
    .option('--implementation <names>', 'only these implementations take part', gather)
    .addOption(
      new Option('--contract <name>', 'how cells are run').choices(contractChoices).default(flagDefaults.contract),
    )
    .addOption(new Option('--engine <name>', 'where peers run').choices(engineChoices).default('auto'))
    .option('--parallel <n>', 'cells at once (default: twice the cores)', parseCount(1, 256))
    .addOption(duration('--timeout <duration>', 'time limit of a cell').default(flagDefaults.timeoutMs, '20s'))
    .addOption(
      duration('--start-timeout <duration>', 'how long a server may take to answer').default(
        flagDefaults.startTimeoutMs,
        '30s',
      ),
    )
    .option(
      '--retries <n>',
      'how often a cell that did not pass is repeated alone',
      parseCount(0, 10),
      flagDefaults.retries,
    )
    .option('--seed <n>', 'fixes all that is random in the cases', parseCount(0, MOST_SEED))
    .option('--with <name=spec>', 'another version or local packages of one implementation', gather)
    .addOption(new Option('--shard <i/n>', 'only the i-th of n parts of the plan').argParser(parseShard))
    .option('--out <folder>', 'where the report goes (default: reports/latest)')
    .option('--config <file>', 'the matrix', flagDefaults.config)
    .option('--no-self-check', 'believe peers that were not asked first for what cannot exist')
    .option('--direct', 'packets go straight from peer to peer: no link, no capture, nothing checked on the wire')
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
    .command('check')
    .argument('<name>', 'the implementation')
    .option(
      '--reference <name>',
      'the peer to try it against (default: libdatachannel, or the next that the engine has)',
    )
    .description('try one peer alone, and say what works, what is unsupported and what is wrong')
    .action(async (name: string, { reference = null }: { readonly reference?: string | null }) => {
      const flags = program.opts<Flags>();
      finish(await checkPeer({ ...toRequest(flags), name, reference }, flags.verbose === true));
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
    config: flags.config,
    selection: {
      cases: flags.case ?? defaultCases,
      casesByDefault: flags.case === undefined,
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
    direct: flags.direct === true,
    selfCheck: flags.selfCheck,
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
