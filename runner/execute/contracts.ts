/** Which contracts a cell is run by, and which peers that takes. Pure. */
import type { ScriptedCase } from '../cases/case.ts';
import type { Implementation } from '../model.ts';

export interface Contracts {
  /** By exit code: `peer serve` and `peer call`. */
  readonly exitCode: boolean;
  /** By script: `peer drive` on both sides. */
  readonly script: boolean;
}

/** `--contract`: all that a cell has, or only one. */
export type ContractChoice = 'all' | 'exit-code' | 'script';
export const contractChoices: readonly ContractChoice[] = ['all', 'exit-code', 'script'];

/** The contracts of a cell; where both are false there is nothing to run. */
export function contractsOf(
  { number }: Pick<ScriptedCase, 'number'>,
  server: Implementation,
  client: Implementation,
  choice: ContractChoice,
): Contracts {
  return {
    exitCode: choice !== 'script' && number !== null,
    script: choice !== 'exit-code' && isDriven(server) && isDriven(client),
  };
}

/** A foreign image follows the exit-code contract; all peers of our own can be driven. */
function isDriven({ image }: Implementation): boolean {
  return image?.kind !== 'reference';
}
