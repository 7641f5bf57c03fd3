/** The labels that everything of ours carries, so that nothing else is ever touched. */
import type { Role } from '../../model.ts';

export const projectLabel = 'webrtc-interop.project';
export const projectName = 'webrtc-interop-matrix';
/** Which run a container or network belongs to. */
export const runLabel = 'webrtc-interop.run';
/** `probe`, `link`, `turn`, `network`, `server` or `client`. */
export const roleLabel = 'webrtc-interop.role';
export const implementationLabel = 'webrtc-interop.implementation';
/** On an image: where its stack came from. */
export const originLabel = 'webrtc-interop.origin';

export type Labels = Record<string, string>;

export function labelsOf(
  run: string,
  role: Role | 'probe' | 'link' | 'turn' | 'network',
  implementation?: string,
): Labels {
  const labels = { [projectLabel]: projectName, [runLabel]: run, [roleLabel]: role };
  return implementation === undefined ? labels : { ...labels, [implementationLabel]: implementation };
}

/** The filter of a list or of the event stream: everything of this project, or of one run. */
export function labelFilter(run?: string): { label: string[] } {
  return { label: [`${projectLabel}=${projectName}`, ...(run === undefined ? [] : [`${runLabel}=${run}`])] };
}
