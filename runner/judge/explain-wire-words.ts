/** What the explanations share. */
import type { Mark } from '../link/evidence/path-evidence.ts';
import type { Role, Stage } from '../model.ts';

export interface WireExplanation {
  /** Who stopped answering or gave up; null where the wire names nobody. */
  readonly side: Role | null;
  /** The stage that was not completed. */
  readonly stage: Stage;
  /** One sentence without its full stop. */
  readonly reason: string;
  /** The number on the path of the packet that shows it best; null where something that is missing shows it. */
  readonly packet: number | null;
}

export const sides = ['client', 'server'] as const;

export function otherOf(side: Role): Role {
  return side === 'client' ? 'server' : 'client';
}

/** From the first to the last that was passed on, milliseconds. */
export function span({ firstDelivered, lastDelivered }: Mark): number {
  return firstDelivered === null || lastDelivered === null ? 0 : lastDelivered.atMs - firstDelivered.atMs;
}

/** `1.5 s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
