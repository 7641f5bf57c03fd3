/** One build of one image by the docker command: dockerode has no BuildKit. */
import { execa } from 'execa';
import { implementationLabel, originLabel, projectLabel, projectName } from './labels.ts';

export interface BuildRequest {
  readonly implementation: string;
  readonly folder: string;
  readonly target: string | null;
  readonly origin: string;
  /** Without ORIGIN, which is added. */
  readonly args: Readonly<Record<string, string>>;
  /** The folder of the named build context `packages`; null without. */
  readonly packages: string | null;
  readonly tag: string;
}

export type BuildResult =
  | { readonly kind: 'built' }
  | { readonly kind: 'failed'; readonly log: string }
  /** The command itself could not be run. */
  | { readonly kind: 'no-command'; readonly reason: string }
  | { readonly kind: 'aborted' };

/** Lines of a build's output that are kept to explain a failure. */
const keptLines = 2000;

/** Never rejects. `onLine` gets the output as it comes. An aborted signal ends the build and its processes. */
export async function runBuild(
  request: BuildRequest,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<BuildResult> {
  const lines: string[] = [];
  const build = execa('docker', buildArguments(request), {
    all: true,
    buffer: false,
    reject: false,
    stdin: 'ignore',
    cancelSignal: signal,
    forceKillAfterDelay: 5000,
  });
  await readLines(build.iterable({ from: 'all' }), (line) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    onLine(line);
  });
  const result = await build;
  if (signal.aborted) return { kind: 'aborted' };
  if (result.exitCode === 0) return { kind: 'built' };
  if (result.code === 'ENOENT') {
    return {
      kind: 'no-command',
      reason: 'there is no `docker` command on the PATH; install the Docker CLI with buildx',
    };
  }
  const log = lines.join('\n');
  if (/is not a docker command|unknown flag: --(load|progress)|unknown shorthand flag/.test(log)) {
    return { kind: 'no-command', reason: 'the `docker` command has no buildx; install the docker-buildx plugin' };
  }
  return { kind: 'failed', log: log === '' ? (result.shortMessage ?? '') : log };
}

export function buildArguments(request: BuildRequest): string[] {
  const args = { ORIGIN: request.origin, ...request.args };
  const labels = {
    [projectLabel]: projectName,
    [implementationLabel]: request.implementation,
    [originLabel]: request.origin,
  };
  return [
    ...['buildx', 'build', '--load', '--progress=plain', '--provenance=false', '--tag', request.tag],
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...(request.target === null ? [] : ['--target', request.target]),
    ...(request.packages === null ? [] : ['--build-context', `packages=${request.packages}`]),
    request.folder,
  ];
}

async function readLines(output: AsyncIterable<string>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of output) onLine(line);
  } catch {
    // The iteration rejects when the command fails or cannot be started; the result says how.
  }
}
