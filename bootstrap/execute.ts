/** Does the steps of a plan, one after another, and says how long each took. */
import type { Context } from './command.ts';
import { titleStep } from './describe.ts';
import type { Step } from './facts.ts';
import { bringBaseImage } from './steps/base-image.ts';
import { bringDotnetImages } from './steps/dotnet-images.ts';
import { installPackages } from './steps/install.ts';
import { decideOrigin } from './steps/origin.ts';
import { removeStalePidFile } from './steps/remove-pid-file.ts';
import { startEngine } from './steps/start-engine.ts';

/** @throws BootstrapError at the first step that fails; the steps after it are not tried. */
export async function executeSteps(steps: readonly Step[], repository: string, context: Context): Promise<void> {
  for (const [index, step] of steps.entries()) {
    context.say(`${index + 1}. ${titleStep(step)}`);
    const start = performance.now();
    await executeStep(step, repository, context);
    context.say(`   took ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

async function executeStep(step: Step, repository: string, context: Context): Promise<void> {
  switch (step.kind) {
    case 'install':
      return installPackages(step.packages, step.later, context);
    case 'remove-pid-file':
      return removeStalePidFile(step.file);
    case 'start-engine':
      return startEngine(step.by, context);
    case 'base-image':
      return bringBaseImage(step.image, context);
    case 'dotnet-images':
      return bringDotnetImages(step.images, step.dotnet, context);
    case 'origin':
      return decideOrigin(step.choice, repository, context);
  }
}
