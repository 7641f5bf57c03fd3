/** Brings Microsoft's .NET images: pulled, or made from the SDK of this machine where no registry answers. */
import { fileURLToPath } from 'node:url';
import { runCommand, type Context } from '../command.ts';
import { BASE_IMAGE, type DotnetImage, type DotnetSdk } from '../facts.ts';
import { pullImage } from './pull.ts';

const DOCKERFILE = fileURLToPath(new URL('../dotnet.Dockerfile', import.meta.url));
const BUILD_MS = 15 * 60_000;

/** Only SIPSorcery needs them, so that one cannot be had is said and is no error. */
export async function bringDotnetImages(
  images: readonly DotnetImage[],
  dotnet: DotnetSdk | null,
  context: Context,
): Promise<void> {
  for (const { image, target } of images) {
    const pull = await pullImage(image, context);
    if (pull.ok) continue;
    context.say(`   not pulled: ${pull.why}`);
    if (dotnet === null) {
      context.say(
        `   SIPSorcery's image will not build: ${image} is not there, no registry brings it, and this machine has no ` +
          `.NET SDK 10 to make it from. The other implementations do not need it.`,
      );
      return;
    }
    await makeDotnetImage(image, target, dotnet, BASE_IMAGE, context);
    context.say(`   made ${image} from the .NET SDK ${dotnet.sdk} (runtime ${dotnet.runtime})`);
  }
}

/** BuildKit sets the tag when everything is built, so a half-made image never carries it. @throws BootstrapError */
export async function makeDotnetImage(
  image: string,
  target: string,
  { root, sdk, runtime }: DotnetSdk,
  base: string,
  { signal }: Context,
): Promise<void> {
  const values = { BASE: base, SDK: sdk, RUNTIME: runtime };
  const args = Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const output = ['--progress', 'plain', '--load', '--tag', image, '--target', target];
  await runCommand('docker', ['buildx', 'build', ...output, ...args, '--file', DOCKERFILE, root], {
    timeoutMs: BUILD_MS,
    signal,
  });
}
