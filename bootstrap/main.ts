/**
 * `npm run bootstrap`: brings a Docker engine and the base images to a machine that lacks them (docs/bootstrap.md).
 * Exit status: 0 done or nothing to do; 2 bad usage; 3 the machine lacks what only its owner can bring; 130 interrupted.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BootstrapError, type Context } from './command.ts';
import { describeFacts, describeStep } from './describe.ts';
import { executeSteps } from './execute.ts';
import { BASE_IMAGE } from './facts.ts';
import { lookAtMachine } from './look/index.ts';
import { planBootstrap } from './plan.ts';
import { proveContainerRuns } from './steps/prove.ts';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

const USAGE = `Usage: npm run bootstrap [-- --dry-run]

Installs and starts a Docker engine and brings the base images, as far as this machine lacks them, and proves that a
container runs. It says first what it will do. It can be run any number of times.

  --dry-run  say what would be done, and do nothing
  --help     print this

Exit status: 0 done, or nothing to do; 2 bad usage; 3 the machine lacks something; 130 interrupted.`;

async function bootstrap(dryRun: boolean, context: Context): Promise<number> {
  const facts = await lookAtMachine(REPOSITORY);
  context.say(describeFacts(facts));
  const { steps, blockers } = planBootstrap(facts);
  if (steps.length > 0) {
    context.say(blockers.length > 0 || dryRun ? 'Needed:' : 'This is needed and will be done now:');
    for (const [index, step] of steps.entries()) context.say(`  ${index + 1}. ${describeStep(step)}`);
  } else if (blockers.length === 0) {
    context.say('Nothing to do.');
  }
  if (blockers.length > 0) throw new BootstrapError(blockers.join('\n'));
  if (dryRun) return 0;
  await executeSteps(steps, REPOSITORY, context);
  context.say(`A container runs. It says: ${await proveContainerRuns(BASE_IMAGE, context)}`);
  return 0;
}

function readArguments(): { readonly dryRun: boolean; readonly help: boolean } | string {
  try {
    const { values } = parseArgs({
      options: { 'dry-run': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
    return { dryRun: values['dry-run'], help: values.help };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function main(): Promise<number> {
  const options = readArguments();
  if (typeof options === 'string') {
    console.error(`${options}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      interrupt.abort();
    });
  }
  const say = (line: string) => {
    console.log(line);
  };
  try {
    return await bootstrap(options.dryRun, { signal: interrupt.signal, root: process.getuid?.() === 0, say });
  } catch (error) {
    if (interrupt.signal.aborted) {
      console.error('Interrupted. What was half done was removed; run npm run bootstrap again to go on.');
      return 130;
    }
    if (!(error instanceof BootstrapError)) throw error;
    console.error(`\n${error.message}`);
    return 3;
  }
}

process.exitCode = await main();
