/** The containers of a run: what they may use, and what they may not do. */
import type { ContainerCreateOptions } from 'dockerode';
import { labelsOf } from './labels.ts';

const memoryBytes = 512 * 1024 * 1024;
const maxProcesses = 256;
/** `nobody` of Debian, and of most: for images that name no user of their own. */
const nobody = '65534:65534';

export interface Place {
  /** The run's id in labels and names. */
  readonly run: string;
  readonly network: string;
  readonly role: 'server' | 'client' | 'probe' | 'link' | 'turn';
  /** Unique in the run; also the name under which other containers of the run find it. */
  readonly host: string;
  /** Further names. */
  readonly aliases?: readonly string[];
  readonly image: string;
  /** The user that the image names; empty: none. */
  readonly imageUser: string;
  readonly implementation?: string;
}

/**
 * Common to all: not root, no capability, no new privileges, bounded memory and processes, an init that reaps and
 * passes on signals. The engine keeps no log: the runner is attached from before the start and keeps what it needs,
 * so that a container that prints endlessly fills nobody's disk.
 */
export function containerOptions(place: Place): ContainerCreateOptions {
  const { run, network, role, host, aliases = [], image, imageUser, implementation } = place;
  return {
    name: `webrtc-interop-${run}-${host}`,
    Image: image,
    User: isRoot(imageUser) ? nobody : imageUser,
    Labels: labelsOf(run, role, implementation),
    HostConfig: {
      NetworkMode: network,
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      PidsLimit: maxProcesses,
      LogConfig: { Type: 'none', Config: {} },
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [host, ...aliases] } } },
  };
}

/** Pure: whether an image's USER (`name`, `uid`, `name:group`, `uid:gid`, or empty) is the superuser. */
export function isRoot(user: string): boolean {
  const name = user.split(':', 1)[0] ?? '';
  return name === '' || name === 'root' || /^0+$/.test(name);
}
