/** A run's TURN server (RFC 8656): coturn in a container on the run's network. Its image is built when a case needs it. */
import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import type { TurnTransport } from '../../model.ts';
import { PeerError, type DrivenProcess, type PrepareOptions, type TurnServer } from '../engine.ts';
import { ownImage, ownImages } from './own-image.ts';
import { prepareFolder } from './prepare-folder.ts';
import type { Identity } from './turn-authority.ts';

const coturn = ownImage('turn');
const PORT = { plain: 3478, tls: 5349 } as const;
/** Long-term credentials belong to a realm (RFC 8489 section 9.2); this one is nobody's. */
const REALM = 'webrtc-interop.invalid';
/** In the container. */
const CERTIFICATE = '/tmp/certificate.pem';
const KEY = '/tmp/key.pem';
/** It says where it listens a moment after its start. */
const START_MS = 20_000;

/** @returns the image's id. @throws PeerError */
export async function prepareTurn(docker: Docker, options: PrepareOptions): Promise<string> {
  const answer = await prepareFolder(docker, ownImages, coturn.implementation, coturn.image, options);
  if (!answer.ok) throw new PeerError(`cannot be had: ${answer.reason}`);
  return answer.image ?? '';
}

export interface Credentials {
  readonly username: string;
  readonly credential: string;
}

export function makeCredentials(): Credentials {
  return { username: 'matrix', credential: randomBytes(16).toString('hex') };
}

/**
 * Only what every version of coturn since 4.5 understands. TLS stays off without a certificate, and the other transports
 * too: a peer that does not look at the scheme or at `?transport=` has to find nobody.
 */
export function turnCommand({ username, credential }: Credentials, transport: TurnTransport): string[] {
  const user = `--user=${username}:${credential}`;
  const ports = [`--listening-port=${PORT.plain}`, `--tls-listening-port=${PORT.tls}`];
  const relayed = ['--min-port=49152', '--max-port=50175'];
  const files = ['--log-file=stdout', '--simple-log', '--userdb=/tmp/turndb', '--pidfile=/tmp/turn.pid'];
  return ['-n', '-v', '--lt-cred-mech', `--realm=${REALM}`, user, ...only[transport], ...ports, ...relayed, ...files];
}

const only: Readonly<Record<TurnTransport, readonly string[]>> = {
  udp: ['--no-tcp'],
  tcp: ['--no-udp'],
  tls: ['--no-udp', '--no-tcp', `--cert=${CERTIFICATE}`, `--pkey=${KEY}`],
};

/**
 * What the container is made with for TLS: the image's program, once the files that it wants are there. They come in the
 * environment, which needs neither a volume nor an engine on this machine.
 */
export function withIdentity({ certificate, key }: Identity): Pick<ContainerCreateOptions, 'Entrypoint' | 'Env'> {
  const write = `umask 077; printf %s "$CERTIFICATE" >${CERTIFICATE}; printf %s "$KEY" >${KEY}`;
  return {
    Entrypoint: ['sh', '-c', `${write}; unset CERTIFICATE KEY; exec turnserver "$@"`, 'turnserver'],
    Env: [`CERTIFICATE=${certificate}`, `KEY=${key}`],
  };
}

/** Waits until it says where it listens. @throws PeerError, and the process is stopped */
export async function awaitTurn(
  process: DrivenProcess,
  transport: TurnTransport,
  credentials: Credentials,
): Promise<TurnServer> {
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  const listening = new Promise<string>((resolve, reject) => {
    timer = setTimeout(() => {
      reject(new PeerError(`did not say within ${START_MS} ms where it listens`, { text, droppedBytes: 0 }));
    }, START_MS);
    let found = false;
    process.onStdout((chunk) => {
      // What it says afterwards, a session's life, is not kept.
      if (found) return;
      text += chunk.toString('utf8');
      const address = findAddress(text, transport);
      if (address === null) return;
      found = true;
      resolve(address);
    });
    void process.ended.then(({ exitCode, signal }) => {
      reject(new PeerError(`ended (${signal ?? `exit code ${String(exitCode)}`})`, { text, droppedBytes: 0 }));
    });
  });
  try {
    const address = await listening;
    const port = transport === 'tls' ? PORT.tls : PORT.plain;
    const told = { transport, address, host: address, otherName: null, port, ...credentials, trustedRoots: null };
    return { ...told, ended: process.ended, stop: () => process.stop() };
  } catch (error) {
    await process.stop().catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** `IPv4. UDP listener opened on: 172.18.0.3:3478`, once for each address and thread; not the loopback one. */
export function findAddress(log: string, transport: TurnTransport): string | null {
  for (const [, kind, address] of log.matchAll(/(UDP|TCP|TLS) listener opened on\s*:\s*(\d+\.\d+\.\d+\.\d+):\d+\s/g)) {
    if (kind?.toLowerCase() === transport && address?.startsWith('127.') === false) return address;
  }
  return null;
}
