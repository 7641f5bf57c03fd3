/**
 * Where the Docker engine is. dockerode reads DOCKER_HOST and the TLS variables itself, but knows no contexts
 * (`docker context use …`), which the `docker` command prefers where DOCKER_HOST is unset. Both must reach the same
 * engine: images are built by the command, containers are started by dockerode.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { DockerOptions } from 'dockerode';
import { z } from 'zod';
import { EnvironmentError } from '../engine.ts';
import { messageOf } from './errors.ts';

export interface Endpoint {
  /** For dockerode; empty: its own defaults, which follow the environment. */
  readonly options: DockerOptions;
  /** For messages: where was tried, and why there. */
  readonly shown: string;
}

const configSchema = z.object({ currentContext: z.string().optional() });
const contextSchema = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.string().min(1) }) }),
  TLSMaterial: z.record(z.string(), z.array(z.string())).nullish(),
  Storage: z.object({ TLSPath: z.string() }).nullish(),
});

/** @throws EnvironmentError when the selected context cannot be read */
export async function findEndpoint(environment: NodeJS.ProcessEnv): Promise<Endpoint> {
  if (environment.DOCKER_HOST) return { options: {}, shown: `${environment.DOCKER_HOST} (DOCKER_HOST)` };
  const context = environment.DOCKER_CONTEXT ?? (await currentContext(environment));
  if (!context || context === 'default') return { options: {}, shown: 'the default socket' };
  return inspectContext(context);
}

async function currentContext(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folder = environment.DOCKER_CONFIG ?? join(homedir(), '.docker');
  try {
    return configSchema.parse(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).currentContext;
  } catch {
    return undefined; // No file, or one that the docker command itself will complain about.
  }
}

async function inspectContext(name: string): Promise<Endpoint> {
  try {
    const { stdout } = await execa('docker', ['context', 'inspect', name, '--format', '{{json .}}']);
    const context = contextSchema.parse(JSON.parse(stdout));
    const options = await optionsOf(context.Endpoints.docker.Host, tlsFolder(context));
    return { options, shown: `${context.Endpoints.docker.Host} (Docker context ${name})` };
  } catch (error) {
    const complaint = error instanceof Error && 'stderr' in error ? String(error.stderr) : messageOf(error);
    throw new EnvironmentError(
      `The Docker context "${name}" cannot be read: ${complaint}. ` +
        'Choose another by `docker context use`, or set DOCKER_HOST.',
    );
  }
}

function tlsFolder(context: z.infer<typeof contextSchema>): string | null {
  const hasMaterial = (context.TLSMaterial?.docker ?? []).length > 0;
  return hasMaterial && context.Storage ? join(context.Storage.TLSPath, 'docker') : null;
}

/** @param host as in DOCKER_HOST: `unix:///…`, `npipe:////./pipe/…`, `tcp://host:2376`, `ssh://user@host` */
export async function optionsOf(host: string, tls: string | null): Promise<DockerOptions> {
  const local = /^(?:unix|npipe):\/\/(.+)$/.exec(host);
  if (local?.[1] !== undefined) return { socketPath: local[1] };
  const url = new URL(host);
  if (url.protocol === 'ssh:') {
    const agent = process.env.SSH_AUTH_SOCK;
    const sshOptions = agent === undefined ? {} : { agent };
    return { protocol: 'ssh', host: url.hostname, port: url.port || 22, username: url.username, sshOptions };
  }
  const address = { host: url.hostname, port: url.port || (tls === null ? 2375 : 2376) };
  if (tls === null) return { ...address, protocol: 'http' };
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((file) => readFile(join(tls, file))));
  return { ...address, protocol: 'https', ca, cert, key };
}
