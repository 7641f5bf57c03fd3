/** Facts of the machine -> what has to be done. Pure. */
import {
  BASE_IMAGE,
  DOTNET_IMAGES,
  OLDEST_ENGINE,
  type Facts,
  type LaterRelease,
  type Plan,
  type Step,
  type System,
} from './facts.ts';

/** The command that repeats the bootstrap as root. PATH is kept because Node often lies outside of sudo's own. */
export const SUDO_COMMAND = 'sudo env "PATH=$PATH" npm run bootstrap';

const DOCKER_PAGE = 'https://docs.docker.com/engine/install/';

export function planBootstrap(facts: Facts): Plan {
  const blockers = findBlockers(facts);
  if (blockers.length > 0) return { steps: [], blockers };
  const steps = [...planEngine(facts), ...planImages(facts), ...planOrigins(facts)];
  if (!facts.root && steps.some(needsRoot)) {
    return { steps, blockers: [`This needs root. Run: ${SUDO_COMMAND}`] };
  }
  return { steps, blockers: [] };
}

/** The sentence for a machine that lacks nothing but what only its owner can bring. */
function findBlockers({ engine, tools, system }: Facts): string[] {
  switch (engine.state) {
    case 'denied':
      return [
        `The Docker engine at ${engine.endpoint} refused this user: permission denied. Join its group with ` +
          `\`sudo usermod -aG docker "$USER"\`, log in again (or run \`newgrp docker\`), and run npm run bootstrap again.`,
      ];
    case 'elsewhere':
      return [
        `Docker is set to use ${engine.endpoint}, which does not answer (${engine.why}). Start the engine there ` +
          `(Docker Desktop, Colima, the remote machine), or unset DOCKER_HOST and run \`docker context use default\`.`,
      ];
    case 'answers':
      if (isTooOld(engine.version)) {
        return [
          `Docker ${engine.version} answers, but version ${OLDEST_ENGINE} or newer is needed. It is in use, so it is ` +
            `left alone. ${canInstall(system) ? 'Stop it (`sudo systemctl stop docker.socket docker`) and run npm run bootstrap again, which then upgrades it.' : howToInstall(system)}`,
        ];
      }
      return missing(tools).length === 0 || canInstall(system)
        ? []
        : [`Docker answers, but ${missing(tools).join(' and ')} is missing. ${howToInstall(system)}`];
    case 'down':
      return (missing(tools).length === 0 && !isTooOld(engine.version)) || canInstall(system)
        ? []
        : [
            `Docker ${engine.version} is installed, but is older than ${OLDEST_ENGINE} or lacks a part. ${howToInstall(system)}`,
          ];
    case 'absent':
      return canInstall(system) ? [] : [`There is no Docker engine. ${howToInstall(system)}`];
  }
}

function planEngine(facts: Facts): Step[] {
  const steps: Step[] = [];
  const packages = choosePackages(facts);
  const later = laterRelease(facts.system);
  if (packages.length > 0) {
    steps.push({ kind: 'install', packages: packages.map((name) => fromRelease(name, later)), later });
  }
  if (facts.engine.state === 'answers') return steps;
  for (const file of facts.stalePidFiles) steps.push({ kind: 'remove-pid-file', file });
  steps.push({ kind: 'start-engine', by: facts.systemd ? 'systemd' : 'dockerd' });
  return steps;
}

/**
 * Package names of Debian and Ubuntu: only what is lacking, so that an engine in use is never replaced.
 * `docker-cli` is a package of its own since Debian 13 and only recommended by docker.io; Ubuntu has it inside.
 */
function choosePackages({ engine, tools, system }: Facts): string[] {
  const ubuntu = system.kind === 'ubuntu';
  // An older docker.io holds the client that the newer one leaves to docker-cli: replacing it takes the client away.
  const upgrade = engine.state === 'down' && isTooOld(engine.version);
  const lacksEngine = engine.state === 'absent' || upgrade || (ubuntu && !tools.docker);
  const parts = [
    { name: 'docker.io', lacks: lacksEngine },
    { name: 'docker-cli', lacks: !ubuntu && (!tools.docker || upgrade) },
    { name: 'docker-buildx', lacks: !tools.buildx },
    { name: ubuntu ? 'docker-compose-v2' : 'docker-compose', lacks: !tools.compose },
    { name: 'iptables', lacks: lacksEngine },
  ];
  return parts.filter(({ lacks }) => lacks).map(({ name }) => name);
}

/** Docker's own packages from the later release; their dependencies as far as possible from the machine's own. */
function fromRelease(name: string, later: LaterRelease | null): string {
  return later && name.startsWith('docker') ? `${name}/${later.suite}` : name;
}

function planImages({ images, dotnet }: Facts): Step[] {
  const certain = images !== null;
  const lacks = (image: string) => !images?.includes(image);
  const steps: Step[] = lacks(BASE_IMAGE) ? [{ kind: 'base-image', image: BASE_IMAGE, certain }] : [];
  const lacking = DOTNET_IMAGES.filter(({ image }) => lacks(image));
  return lacking.length > 0 ? [...steps, { kind: 'dotnet-images', images: lacking, dotnet, certain }] : steps;
}

function planOrigins({ openOrigins }: Facts): Step[] {
  return openOrigins.map((choice) => ({ kind: 'origin', choice }));
}

function needsRoot(step: Step): boolean {
  return step.kind === 'install' || step.kind === 'remove-pid-file' || step.kind === 'start-engine';
}

function missing(tools: Facts['tools']): string[] {
  const parts = [
    { name: 'the docker command', there: tools.docker },
    { name: 'docker buildx', there: tools.buildx },
    { name: 'docker compose', there: tools.compose },
  ];
  return parts.filter(({ there }) => !there).map(({ name }) => name);
}

function isTooOld(version: string): boolean {
  return Number.parseInt(version, 10) < OLDEST_ENGINE;
}

/** Debian 12 has docker.io 20.10 and no docker-buildx; the next release's packages install on it. */
function laterRelease(system: System): LaterRelease | null {
  return system.kind === 'debian' && system.release === 12 ? { own: 'bookworm', suite: 'trixie' } : null;
}

function canInstall(system: System): boolean {
  if (system.kind === 'debian') return system.release === null || system.release >= 12;
  return system.kind === 'ubuntu' && (system.release === null || system.release >= 22.04);
}

function howToInstall(system: System): string {
  const what = 'Docker Engine with its buildx and compose plugins';
  if (system.name === 'macOS' || system.name === 'Windows') {
    return `Install Docker Desktop for ${system.name} (https://docs.docker.com/desktop/), start it, and run npm run bootstrap again.`;
  }
  return `On ${system.name} it is not installed automatically. Install ${what} (${DOCKER_PAGE}), start it, and run npm run bootstrap again.`;
}
