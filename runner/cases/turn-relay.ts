import type { ScriptedCase } from './case.ts';
import { connectRelayed, TURN_TRANSPORTS } from './relayed.ts';
import { forEachSupported } from './steps.ts';

export const turnRelay: ScriptedCase = {
  name: 'turn-relay',
  abbreviation: 'TR',
  title:
    'With nothing but relayed candidates the pair connects through a TURN server, reached over UDP, then over TCP.',
  spec: [TURN_TRANSPORTS, 'RFC 8656 section 3', 'RFC 8445 section 5.1.1.2'],
  number: null,
  direct: true,
  needsTurn: ['udp', 'tcp'],
  script: (world) => forEachSupported(['udp', 'tcp'] as const, (kind) => connectRelayed(world, world.turn(kind))),
};
