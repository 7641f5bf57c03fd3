/** Whether a Docker engine answers, and if not, why. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { tryCommand } from '../command.ts';
import { BASE_IMAGE, DOTNET_IMAGES, type Engine, type Tools } from '../facts.ts';

const ASK_MS = 20_000;

/** Where an engine of this machine listens when nothing else is said. */
const USUAL_ENDPOINT = 'unix:///var/run/docker.sock';

export async function lookAtTools(): Promise<Tools> {
  const works = async (...args: string[]) => (await tryCommand('docker', args, { timeoutMs: ASK_MS })).ok;
  const [docker, buildx, compose] = await Promise.all([
    works('--version'),
    works('buildx', 'version'),
    works('compose', 'version'),
  ]);
  return { docker, buildx, compose };
}

export async function lookAtEngine(): Promise<Engine> {
  const answer = await tryCommand('docker', ['version', '--format', '{{.Server.Version}}'], { timeoutMs: ASK_MS });
  if (answer.ok) return { state: 'answers', version: answer.stdout.trim() };
  const endpoint = await findEndpoint();
  if (/permission denied/i.test(answer.output)) return { state: 'denied', endpoint };
  if (endpoint !== USUAL_ENDPOINT && endpoint !== 'unix:///run/docker.sock') {
    return { state: 'elsewhere', endpoint, why: answer.output.trim().split('\n').at(-1) ?? answer.ending };
  }
  const dockerd = await findProgram('dockerd');
  if (dockerd === null) return { state: 'absent' };
  const { stdout } = await tryCommand(dockerd, ['--version'], { timeoutMs: ASK_MS });
  return { state: 'down', version: /\d+\.\d+[.\d]*/.exec(stdout)?.[0] ?? 'of an unknown version' };
}

/** Which of the images we need the engine has. */
export async function lookAtImages(): Promise<string[]> {
  const needed = [BASE_IMAGE, ...DOTNET_IMAGES.map(({ image }) => image)];
  const there = await Promise.all(needed.map(hasImage));
  return needed.filter((_, index) => there[index]);
}

export async function hasImage(image: string): Promise<boolean> {
  return (await tryCommand('docker', ['image', 'inspect', image], { timeoutMs: ASK_MS })).ok;
}

async function findEndpoint(): Promise<string> {
  const named = process.env.DOCKER_HOST;
  if (named) return named;
  const format = '{{.Endpoints.docker.Host}}';
  const context = await tryCommand('docker', ['context', 'inspect', '--format', format], { timeoutMs: ASK_MS });
  return (context.ok && context.stdout.trim()) || USUAL_ENDPOINT;
}

/** The path of a program, also in the folders that an ordinary user's PATH lacks; null where there is none. */
export async function findProgram(name: string): Promise<string | null> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const folder of folders.filter(Boolean)) {
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
