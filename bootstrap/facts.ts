/** What the plan is made from (facts of the machine) and what it consists of (steps). Plain data. */

/** The image that every Dockerfile of ours but .NET's starts from. */
export const BASE_IMAGE = 'debian:forky-slim';

/** One of Microsoft's images that SIPSorcery's Dockerfile starts from, and the stage of dotnet.Dockerfile for it. */
export interface DotnetImage {
  readonly image: string;
  readonly target: string;
}

export const DOTNET_IMAGES: readonly DotnetImage[] = [
  { image: 'mcr.microsoft.com/dotnet/sdk:10.0', target: 'sdk' },
  { image: 'mcr.microsoft.com/dotnet/runtime:10.0', target: 'runtime' },
];

/** The oldest engine whose built-in BuildKit takes named build contexts (`--with NAME=FOLDER` needs them). */
export const OLDEST_ENGINE = 23;

/** `release` is null for Debian testing and unstable, which carry no number; Ubuntu's is 24.04. */
export type System =
  | { readonly kind: 'debian'; readonly name: string; readonly release: number | null }
  | { readonly kind: 'ubuntu'; readonly name: string; readonly release: number | null }
  | { readonly kind: 'other'; readonly name: string };

export type Engine =
  | { readonly state: 'answers'; readonly version: string }
  /** The socket is there, but this user may not open it. */
  | { readonly state: 'denied'; readonly endpoint: string }
  /** Installed on this machine, at its usual socket, and silent. */
  | { readonly state: 'down'; readonly version: string }
  /** DOCKER_HOST or the Docker context names another place, and that is silent. */
  | { readonly state: 'elsewhere'; readonly endpoint: string; readonly why: string }
  | { readonly state: 'absent' };

/** Which parts of Docker's command line are there. */
export interface Tools {
  readonly docker: boolean;
  readonly buildx: boolean;
  readonly compose: boolean;
}

/** A pid file that names a process which is not (or no longer) the program that should have written it. */
export interface StalePidFile {
  readonly path: string;
  readonly program: string;
  readonly pid: number;
  /** What runs under that pid now; null if nothing does. */
  readonly runs: string | null;
}

/** The .NET SDK 10 of this machine. `root` is the folder that holds `dotnet`, `sdk/` and `shared/`. */
export interface DotnetSdk {
  readonly root: string;
  readonly sdk: string;
  readonly runtime: string;
}

/** An implementation whose stack can come from its own registry or, where that cannot be reached, from elsewhere. */
export interface OriginChoice {
  readonly implementation: string;
  /** Absolute path of the folder with its Dockerfile. */
  readonly folder: string;
  readonly registry: string;
  readonly fallback: string;
  /** The variable of docker-compose.yml: `PION_ORIGIN`. */
  readonly variable: string;
}

export interface Facts {
  readonly system: System;
  readonly root: boolean;
  /** systemd is PID 1. */
  readonly systemd: boolean;
  readonly engine: Engine;
  readonly tools: Tools;
  readonly stalePidFiles: readonly StalePidFile[];
  /** Which of the needed images the engine has; null when no engine answers. */
  readonly images: readonly string[] | null;
  readonly dotnet: DotnetSdk | null;
  /** The choices that `.env` does not hold yet. */
  readonly openOrigins: readonly OriginChoice[];
}

/** Packages taken from a later release than the machine's own, pinned so low that nothing else comes from it. */
export interface LaterRelease {
  readonly own: string;
  readonly suite: string;
}

export type Step =
  | { readonly kind: 'install'; readonly packages: readonly string[]; readonly later: LaterRelease | null }
  | { readonly kind: 'remove-pid-file'; readonly file: StalePidFile }
  | { readonly kind: 'start-engine'; readonly by: 'systemd' | 'dockerd' }
  /** `certain`: the engine was asked and lacks it. Otherwise it is asked again when the engine runs. */
  | { readonly kind: 'base-image'; readonly image: string; readonly certain: boolean }
  | {
      readonly kind: 'dotnet-images';
      readonly images: readonly DotnetImage[];
      readonly dotnet: DotnetSdk | null;
      readonly certain: boolean;
    }
  | { readonly kind: 'origin'; readonly choice: OriginChoice };

/** `blockers`: why nothing of it can be done now, each with its mend. Empty: go. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly blockers: readonly string[];
}
