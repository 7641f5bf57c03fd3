/** Pulls an image, where a container registry answers. */
import { tryCommand, type Context } from '../command.ts';
import { hasImage } from '../look/engine.ts';

/** Long enough for .NET's SDK (some 300 MB) on a slow line. A registry that cannot be reached fails in seconds. */
const PULL_MS = 15 * 60_000;

export type Pull = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Does nothing where the engine has the image. Never throws for a registry's sake: that it failed is an answer. */
export async function pullImage(image: string, { signal, say }: Context): Promise<Pull> {
  if (await hasImage(image)) return { ok: true };
  const pull = await tryCommand('docker', ['pull', '--quiet', image], { timeoutMs: PULL_MS, signal });
  if (pull.ok) {
    say(`   pulled ${image}`);
    return { ok: true };
  }
  return { ok: false, why: pull.output.trim().split('\n').at(-1) ?? pull.ending };
}
