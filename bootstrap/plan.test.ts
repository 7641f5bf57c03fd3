import { describe, expect, it } from 'vitest';
import { BASE_IMAGE, DOTNET_IMAGES, type Facts, type StalePidFile, type System } from './facts.ts';
import { planBootstrap, SUDO_COMMAND } from './plan.ts';

const debian = (release: number | null): System => ({ kind: 'debian', name: 'Debian', release });
const ubuntu = (release: number): System => ({ kind: 'ubuntu', name: 'Ubuntu', release });
const other = (name: string): System => ({ kind: 'other', name });

const NO_TOOLS = { docker: false, buildx: false, compose: false };
const ALL_TOOLS = { docker: true, buildx: true, compose: true };
const ALL_IMAGES = [BASE_IMAGE, ...DOTNET_IMAGES.map(({ image }) => image)];
const STALE: StalePidFile = { path: '/var/run/docker.pid', program: 'dockerd', pid: 4242, runs: 'node' };
const PION = { implementation: 'pion', folder: '/x', registry: 'goproxy', fallback: 'debian', variable: 'PION_ORIGIN' };

/** A machine on which everything is there, changed by what a test is about. */
function machine(change: Partial<Facts>): Facts {
  return {
    system: debian(13),
    root: true,
    systemd: true,
    engine: { state: 'answers', version: '26.1.5' },
    tools: ALL_TOOLS,
    stalePidFiles: [],
    images: ALL_IMAGES,
    dotnet: null,
    openOrigins: [],
    ...change,
  };
}

function bare(change: Partial<Facts>): Facts {
  return machine({ engine: { state: 'absent' }, tools: NO_TOOLS, images: null, systemd: false, ...change });
}

/** A plan in short: what a step is about, in order. */
function outline(facts: Facts): string[] {
  return planBootstrap(facts).steps.map((step) => {
    switch (step.kind) {
      case 'install':
        return `install ${step.packages.join(' ')}`;
      case 'remove-pid-file':
        return `remove ${step.file.path}`;
      case 'start-engine':
        return `start by ${step.by}`;
      case 'base-image':
        return `${step.certain ? 'image' : 'image?'} ${step.image}`;
      case 'dotnet-images':
        return `${step.certain ? 'images' : 'images?'} ${step.images.map(({ target }) => `.NET ${target}`).join(' ')}`;
      case 'origin':
        return `origin ${step.choice.variable}`;
    }
  });
}

const IMAGES_LATER = [`image? ${BASE_IMAGE}`, 'images? .NET sdk .NET runtime'];
const FROM_TRIXIE = 'install docker.io/trixie docker-cli/trixie docker-buildx/trixie docker-compose/trixie iptables';

describe('the steps', () => {
  it.each<[string, Facts, string[]]>([
    ['none where all is there', machine({}), []],
    ['bare Debian 12', bare({ system: debian(12) }), [FROM_TRIXIE, 'start by dockerd', ...IMAGES_LATER]],
    [
      'bare Debian 13',
      bare({ systemd: true }),
      ['install docker.io docker-cli docker-buildx docker-compose iptables', 'start by systemd', ...IMAGES_LATER],
    ],
    [
      'bare Debian testing, which has no number',
      bare({ system: debian(null) }),
      ['install docker.io docker-cli docker-buildx docker-compose iptables', 'start by dockerd', ...IMAGES_LATER],
    ],
    [
      'bare Ubuntu, whose docker.io holds the client',
      bare({ system: ubuntu(24.04), systemd: true }),
      ['install docker.io docker-buildx docker-compose-v2 iptables', 'start by systemd', ...IMAGES_LATER],
    ],
    [
      'a client without an engine',
      bare({ tools: ALL_TOOLS }),
      ['install docker.io iptables', 'start by dockerd', ...IMAGES_LATER],
    ],
    [
      'an engine that is down, with a stale pid file',
      machine({ engine: { state: 'down', version: '26.1.5' }, stalePidFiles: [STALE], systemd: false, images: null }),
      ['remove /var/run/docker.pid', 'start by dockerd', ...IMAGES_LATER],
    ],
    [
      'an engine that is down on a system where nothing can be installed',
      machine({ system: other('Fedora'), engine: { state: 'down', version: '28.0.1' }, images: ALL_IMAGES }),
      ['start by systemd'],
    ],
    [
      "Debian 12's own engine, down",
      machine({
        system: debian(12),
        engine: { state: 'down', version: '20.10.24' },
        tools: { docker: true, buildx: false, compose: false },
        images: null,
      }),
      [
        'install docker.io/trixie docker-cli/trixie docker-buildx/trixie docker-compose/trixie iptables',
        'start by systemd',
        ...IMAGES_LATER,
      ],
    ],
    [
      'an engine in use without buildx gets only that',
      machine({ tools: { ...ALL_TOOLS, buildx: false } }),
      ['install docker-buildx'],
    ],
    [
      'images that the engine lacks, and a stale pid file that disturbs nobody',
      machine({ images: ALL_IMAGES.slice(1, 2), stalePidFiles: [STALE] }),
      [`image ${BASE_IMAGE}`, 'images .NET runtime'],
    ],
    ['an origin that .env does not hold', machine({ openOrigins: [PION] }), ['origin PION_ORIGIN']],
  ])('%s', (_, facts, expected) => {
    expect(planBootstrap(facts).blockers).toEqual([]);
    expect(outline(facts)).toEqual(expected);
  });
});

describe('the later release', () => {
  it('is named for Debian 12 alone', () => {
    const later = (system: System) =>
      planBootstrap(bare({ system })).steps.flatMap((step) => (step.kind === 'install' ? [step.later] : []));
    expect(later(debian(12))).toEqual([{ own: 'bookworm', suite: 'trixie' }]);
    expect(later(debian(13))).toEqual([null]);
    expect(later(ubuntu(22.04))).toEqual([null]);
  });
});

describe('what blocks', () => {
  it.each<[string, Facts, RegExp]>([
    ['macOS without Docker', bare({ system: other('macOS') }), /Docker Desktop for macOS/],
    ['Windows without Docker', bare({ system: other('Windows') }), /Docker Desktop for Windows/],
    ['another distribution', bare({ system: other('Fedora Linux 42') }), /On Fedora Linux 42 .*docs\.docker\.com/],
    ['Debian 11, for which there are no packages', bare({ system: debian(11) }), /not installed automatically/],
    ['Ubuntu 20.04', bare({ system: ubuntu(20.04) }), /not installed automatically/],
    [
      'a socket that this user may not open',
      machine({ engine: { state: 'denied', endpoint: 'unix:///var/run/docker.sock' } }),
      /usermod -aG docker/,
    ],
    [
      'a remote engine that is silent',
      machine({ engine: { state: 'elsewhere', endpoint: 'tcp://build:2376', why: 'refused' } }),
      /tcp:\/\/build:2376.*refused.*DOCKER_HOST/,
    ],
    [
      'an old engine in use, which is not replaced under its users',
      machine({ system: debian(12), engine: { state: 'answers', version: '20.10.24' } }),
      /20\.10\.24 answers, but version 23.*systemctl stop/,
    ],
    [
      'a missing plugin where nothing can be installed',
      machine({ system: other('macOS'), tools: { ...ALL_TOOLS, compose: false } }),
      /docker compose is missing/,
    ],
  ])('%s', (_, facts, expected) => {
    const plan = planBootstrap(facts);
    expect(plan.steps).toEqual([]);
    expect(plan.blockers.join('\n')).toMatch(expected);
  });

  it('says the sudo command with the steps when root is lacking', () => {
    const plan = planBootstrap(bare({ system: debian(12), root: false }));
    expect(plan.steps.length).toBeGreaterThan(0);
    expect(plan.blockers.join()).toContain(SUDO_COMMAND);
  });

  it('lets an ordinary user pull images and probe registries', () => {
    const plan = planBootstrap(machine({ root: false, images: [], openOrigins: [PION] }));
    expect(plan.blockers).toEqual([]);
    expect(plan.steps).toHaveLength(3);
  });
});
