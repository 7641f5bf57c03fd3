/** The .NET SDK 10 of this machine, from which local images can be made. */
import { dirname } from 'node:path';
import { tryCommand } from '../command.ts';
import type { DotnetSdk } from '../facts.ts';
import { findProgram } from './engine.ts';

/** Null where there is none, or where it is not Linux's and so of no use inside an image. */
export async function lookAtDotnet(): Promise<DotnetSdk | null> {
  const program = process.platform === 'linux' ? await findProgram('dotnet') : null;
  if (program === null) return null;
  const ask = async (question: string) => (await tryCommand(program, [question], { timeoutMs: 20_000 })).stdout;
  return chooseSdk(await ask('--list-sdks'), await ask('--list-runtimes'));
}

/** Pure: the newest SDK 10 and the newest runtime 10 of the same folder. `dotnet` lists versions in ascending order. */
export function chooseSdk(sdks: string, runtimes: string): DotnetSdk | null {
  const [, sdk, folder] = lastMatch(sdks, /^(10\.\S+) \[(.+)\]$/gm) ?? [];
  if (!sdk || !folder) return null;
  const root = dirname(folder);
  const own = runtimes.split('\n').filter((line) => line.includes(`[${root}/`));
  const [, runtime] = lastMatch(own.join('\n'), /^Microsoft\.NETCore\.App (10\.\S+) /gm) ?? [];
  return runtime ? { root, sdk, runtime } : null;
}

function lastMatch(text: string, pattern: RegExp): RegExpMatchArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}
