/** Makes the TURN servers of a run: the image, the containers, and who vouches for those that are reached over TLS. */
import type Docker from 'dockerode';
import type { Emit } from '../../events.ts';
import type { TurnKind } from '../../model.ts';
import type { DrivenProcess, TurnServer } from '../engine.ts';
import { containerOptions } from './container-options.ts';
import { spokenToOptions } from './driven.ts';
import { makeAuthority, type Authority } from './turn-authority.ts';
import { awaitTurn, makeCredentials, prepareTurn, turnCommand, withIdentity } from './turn.ts';

/** Of the names of the servers over TLS, whose certificates can name no address (RFC 8489 section 6.2.3). */
const DOMAIN = 'webrtc-interop.test';

export interface TurnPlace {
  readonly docker: Docker;
  readonly run: string;
  readonly network: string;
  readonly emit: Emit;
}

/** One server to be. */
export interface TurnPlan {
  /** @param host its name on the network */
  create(host: string): Promise<Docker.Container>;
  /** Waits until it listens. @throws PeerError, and the process is stopped */
  listening(process: DrivenProcess, host: string): Promise<TurnServer>;
}

export class TurnMaker {
  readonly #place: TurnPlace;
  #image: Promise<string> | null = null;
  /** One for the whole run: a peer may read only once whom to trust. */
  #authority: Promise<Authority> | null = null;

  constructor(place: TurnPlace) {
    this.#place = place;
  }

  plan(kind: TurnKind, signal: AbortSignal): TurnPlan {
    const credentials = makeCredentials();
    const transport = kind === 'untrusted' ? 'tls' : kind;
    const authority = transport === 'tls' ? this.#findAuthority(kind) : null;
    authority?.catch(() => undefined); // `create` awaits it.
    const nameOf = (host: string): string => `${host}.${DOMAIN}`;
    const otherNameOf = (host: string): string => `${host}-other.${DOMAIN}`;
    return {
      create: async (host) => {
        const image = await this.#prepare(signal);
        const identity = authority === null ? null : await (await authority).vouchFor(nameOf(host));
        const { docker, run, network } = this.#place;
        const place = { run, network, role: 'turn', host, image, imageUser: '' } as const;
        const more = { ...spokenToOptions, ...(identity && withIdentity(identity)) };
        const options = containerOptions(
          identity === null ? place : { ...place, aliases: [nameOf(host), otherNameOf(host)] },
        );
        return docker.createContainer({ ...options, ...more, Cmd: turnCommand(credentials, transport) });
      },
      listening: async (process, host) => {
        const server = await awaitTurn(process, transport, credentials);
        if (authority === null) return server;
        const trustedRoots = kind === 'untrusted' ? null : (await authority).root;
        return { ...server, host: nameOf(host), otherName: otherNameOf(host), trustedRoots };
      },
    };
  }

  /** Of a server that is not to be trusted: one of whom nobody is told. */
  #findAuthority(kind: TurnKind): Promise<Authority> {
    if (kind === 'untrusted') return makeAuthority();
    this.#authority ??= makeAuthority();
    return this.#authority;
  }

  /** Servers that are started at once share a build; one that failed is tried again with the next start. */
  #prepare(signal: AbortSignal): Promise<string> {
    const { docker, emit } = this.#place;
    this.#image ??= prepareTurn(docker, { emit, signal }).finally(() => {
      this.#image = null;
    });
    return this.#image;
  }
}
