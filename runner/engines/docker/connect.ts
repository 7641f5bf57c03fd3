/** Finds the Docker engine and makes sure that it answers and can run what we run. */
import Docker from 'dockerode';
import { EnvironmentError } from '../engine.ts';
import { findEndpoint, type Endpoint } from './endpoint.ts';
import { codeOf, messageOf } from './errors.ts';

const answerLimitMs = 10_000;

/** @throws EnvironmentError, with the mend, when no usable engine answers */
export async function connect(): Promise<{ readonly docker: Docker; readonly version: string }> {
  const endpoint = await findEndpoint(process.env);
  const docker = makeClient(endpoint);
  const version = await askVersion(docker, endpoint);
  if (version.Os !== 'linux') {
    throw new EnvironmentError(
      `The Docker engine at ${endpoint.shown} runs ${version.Os} containers, but the images are made for Linux. ` +
        'Switch Docker Desktop to Linux containers.',
    );
  }
  return { docker, version: version.Version };
}

function makeClient(endpoint: Endpoint): Docker {
  try {
    return new Docker(endpoint.options);
  } catch (error) {
    throw new EnvironmentError(
      `The Docker engine at ${endpoint.shown} cannot be addressed: ${messageOf(error)}. ` +
        'Mend DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or unset them.',
    );
  }
}

async function askVersion(docker: Docker, endpoint: Endpoint): Promise<Docker.DockerVersion> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${answerLimitMs / 1000} s`));
    }, answerLimitMs);
  });
  try {
    return await Promise.race([docker.version(), tooLate]);
  } catch (error) {
    throw new EnvironmentError(explainNoAnswer(error, endpoint.shown));
  } finally {
    clearTimeout(timer);
  }
}

/** Pure: what went wrong, where, and the mend. */
export function explainNoAnswer(error: unknown, where: string): string {
  const embedded = 'Or run without Docker: `npm run matrix -- --engine process`.';
  const start = 'Start it (Docker Desktop, or `sudo systemctl start docker`), or let `npm run bootstrap` do it.';
  const path = error instanceof Error && 'address' in error ? ` (${String(error.address)})` : '';
  switch (codeOf(error)) {
    case 'ENOENT':
      return `No Docker engine at ${where}: there is no socket${path}. ${start} ${embedded}`;
    case 'EACCES':
    case 'EPERM':
      return (
        `Permission denied at the Docker engine's socket, ${where}${path}. ` +
        `Join the group that owns it (\`sudo usermod -aG docker $USER\`, then log in again). ${embedded}`
      );
    case 'ECONNREFUSED':
      return `The Docker engine at ${where}${path} is not running: connection refused. ${start} ${embedded}`;
    default:
      return `The Docker engine at ${where} does not answer: ${messageOf(error)}. ${start} ${embedded}`;
  }
}
