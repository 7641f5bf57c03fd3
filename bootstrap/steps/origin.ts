/**
 * Finds out from where a stack can be had. The runner tries a stack's own registry by itself and falls back; docker
 * compose has no such logic, so what was found out is noted for it in `.env`.
 */
import { join } from 'node:path';
import { tail, tryCommand, type Context } from '../command.ts';
import type { OriginChoice } from '../facts.ts';
import { setInEnvFile } from './env-file.ts';

const BUILD_MS = 10 * 60_000;

/** Our Dockerfiles end with EX_UNAVAILABLE of sysexits.h when the stack's registry cannot be reached. */
const UNREACHABLE = /exit code: 69\b/;

/** Builds the stage that takes the stack from its registry: the only test that asks exactly what a real build asks. */
export async function decideOrigin(choice: OriginChoice, repository: string, context: Context): Promise<void> {
  const { implementation, folder, registry, fallback, variable } = choice;
  const stage = ['--target', `origin-${registry}`, '--build-arg', `ORIGIN=${registry}`];
  const build = await tryCommand('docker', ['buildx', 'build', '--progress', 'plain', ...stage, folder], {
    timeoutMs: BUILD_MS,
    signal: context.signal,
  });
  if (!build.ok && !UNREACHABLE.test(build.output)) {
    context.say(
      `   not found out: the stage origin-${registry} of ${implementation}'s image ended with ${build.ending}; ` +
        `${variable} is left as it is\n${tail(build.output)}`,
    );
    return;
  }
  const origin = build.ok ? registry : fallback;
  await setInEnvFile(join(repository, '.env'), variable, origin);
  context.say(`   ${registry} ${build.ok ? 'can' : 'cannot'} be reached: ${variable}=${origin} written to .env`);
}
