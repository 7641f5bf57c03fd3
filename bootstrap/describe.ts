/** Steps and facts as sentences for the user. Pure. */
import type { Facts, Step } from './facts.ts';

/** A step in a few words, for the moment at which it is done. */
export function titleStep(step: Step): string {
  switch (step.kind) {
    case 'install':
      return `install ${step.packages.join(', ')} with apt`;
    case 'remove-pid-file':
      return `remove ${step.file.path}`;
    case 'start-engine':
      return step.by === 'systemd'
        ? 'start the Docker engine (systemctl start docker)'
        : 'start the Docker engine (dockerd, detached)';
    case 'base-image':
      return `get the image ${step.image}`;
    case 'dotnet-images':
      return `get ${step.images.map(({ image }) => image).join(' and ')}`;
    case 'origin':
      return `find out whether a container build reaches ${step.choice.registry} for ${step.choice.implementation}`;
  }
}

/** What a step will do, before it is done: its title and how, or why. */
export function describeStep(step: Step): string {
  const detail = detailStep(step);
  return detail === null ? titleStep(step) : `${titleStep(step)}: ${detail}`;
}

function detailStep(step: Step): string | null {
  switch (step.kind) {
    case 'install':
      return step.later
        ? `${step.later.own}'s own engine is too old, so a source for ${step.later.suite} is added beside it ` +
            `(pinned at priority 100: nothing else comes from it)`
        : null;
    case 'remove-pid-file':
      return `it names process ${step.file.pid}, ${
        step.file.runs === null ? 'which does not run' : `which is ${step.file.runs} and not ${step.file.program}`
      }`;
    case 'start-engine':
      return null;
    case 'base-image':
      return `${unless(step)}pull it or, where no registry answers, make it with debootstrap`;
    case 'dotnet-images':
      return `${unless(step)}pull or, where no registry answers, ${
        step.dotnet
          ? `make from the .NET SDK ${step.dotnet.sdk} in ${step.dotnet.root}`
          : 'do without, since this machine has no .NET SDK 10 to make it from'
      }`;
    case 'origin':
      return `${step.choice.variable} is written to .env, for docker compose`;
  }
}

function unless(step: { readonly certain: boolean }): string {
  return step.certain ? '' : 'unless the engine has it, ';
}

/** One line about the machine as it was found. */
export function describeFacts(facts: Facts): string {
  return `Found: ${facts.system.name}${facts.root ? ', root' : ''}; ${describeEngine(facts)}.`;
}

function describeEngine({ engine, images }: Facts): string {
  switch (engine.state) {
    case 'answers':
      return `Docker ${engine.version} answers and has ${images?.length ? images.join(', ') : 'none of the base images'}`;
    case 'denied':
      return `Docker at ${engine.endpoint} refuses this user`;
    case 'down':
      return `Docker ${engine.version} is installed and does not run`;
    case 'elsewhere':
      return `Docker at ${engine.endpoint} does not answer`;
    case 'absent':
      return 'no Docker engine';
  }
}
