import { CaseFailure } from '../peers/driven/failure.ts';
import type { ConnectionOptions, World } from '../peers/driven/world.ts';
import type { ScriptedCase } from './case.ts';
import { connectRelayed, describeSoon, optionsFor, TURN_TRANSPORTS, type Describing } from './relayed.ts';
import { findRelayCandidate } from './sdp.ts';
import { forEachSupported, together } from './steps.ts';

const VERIFIED = 'RFC 8489 section 6.2.3';
/** Whoever asks the server has its candidate in a fraction of that, as the first part shows. */
const WATCH_MS = 3_000;

export const turnTls: ScriptedCase = {
  name: 'turn-tls',
  abbreviation: 'TT',
  title:
    'Over TLS the pair connects through a TURN server whose certificate it trusts, and takes no candidate of one for which nobody vouches or which has another name (watched for 3 s).',
  spec: [TURN_TRANSPORTS, VERIFIED, 'RFC 8656 section 3'],
  number: null,
  direct: true,
  needsTurn: ['tls', 'untrusted'],
  // In this order: a stack may read only once in its process whom to trust.
  script: (world) => forEachSupported([useTrusted, refuseOtherName, refuseUntrusted], (part) => part(world)),
};

function useTrusted(world: World): Promise<void> {
  return connectRelayed(world, world.turn('tls'));
}

/** The same server, by a name that its certificate does not have. */
function refuseOtherName(world: World): Promise<void> {
  const turn = world.turn('tls');
  if (turn.otherName === null) throw new Error('this TURN server has one name');
  const what = `a TURN server over TLS that was asked for as ${turn.otherName}, which is no name of its certificate`;
  return refuse(world, optionsFor({ ...turn, host: turn.otherName }), what);
}

/** Nobody is told to trust anybody, so that stacks take part that cannot be told. */
function refuseUntrusted(world: World): Promise<void> {
  const what = 'a TURN server over TLS whose certificate nobody vouches for';
  return refuse(world, optionsFor({ ...world.turn('untrusted'), trustedRoots: null }), what);
}

/** Each side by itself. */
async function refuse(world: World, options: ConnectionOptions, what: string): Promise<void> {
  const { client, server } = await world.createPair({ client: options, server: options });
  await together([client.createDataChannel({ label: 'test' }), server.createDataChannel({ label: 'test' })]);
  const watch = (): Promise<void> => world.elapse(WATCH_MS);
  await together([neverRelayed(client, watch, what), neverRelayed(server, watch, what)]);
}

/**
 * @param what the server that is not to be asked
 * @throws CaseFailure when the side says by the end of the watch that a server relays for it
 */
export async function neverRelayed(connection: Describing, watch: () => Promise<void>, what: string): Promise<void> {
  let { sdp } = await describeSoon(connection, 'offer');
  await watch();
  for (;;) {
    // Null where none is there any more.
    const told = await connection.candidate(() => true);
    if (told === null) break;
    if (told.candidate !== '') sdp += `a=${told.candidate.replace(/^a=/, '')}\r\n`;
  }
  const relayed = findRelayCandidate(sdp);
  if (relayed === null) return;
  const claim = { side: connection.side.role, stage: 'ICE', reference: VERIFIED } as const;
  throw new CaseFailure(claim, `candidate ${relayed} is of ${what}, expected none of it`);
}
