/** Pairs that connect through a TURN server (RFC 8656), and descriptions that say no more than they need for that. */
import type { Turn } from '../model.ts';
import type { Connection, Description } from '../peers/driven/connection.ts';
import { UnsupportedError } from '../peers/driven/errors.ts';
import { CaseFailure } from '../peers/driven/failure.ts';
import type { Side } from '../peers/driven/side.ts';
import type { ConnectionOptions, World } from '../peers/driven/world.ts';
import { echo } from './messages.ts';
import { onlyRelayCandidates } from './sdp.ts';
import { bothConnected, bothOpen, createPairWithChannel } from './steps.ts';

/** TURN over UDP, TCP and TLS MUST be supported. */
export const TURN_TRANSPORTS = 'RFC 8835 section 3.4';

type IceServer = NonNullable<ConnectionOptions['iceServers']>[number];

/** Both sides ask this server, nothing but its candidates are handed on, and messages come back. */
export async function connectRelayed(world: World, turn: Turn): Promise<void> {
  const options = optionsFor(turn);
  const { near, ...pair } = await createPairWithChannel(world, { client: options, server: options });
  const offer = await describeRelayed(pair.client, 'offer', turn);
  await pair.server.setRemoteDescription(offer);
  const answer = await describeRelayed(pair.server, 'answer', turn);
  await pair.client.setRemoteDescription(answer);
  await bothConnected(pair);
  const far = await pair.server.announced();
  await bothOpen({ near, far });
  await echo({ near, far }, world.text(turn.transport));
}

export type Describing = Pick<Connection, 'candidate' | 'setLocalDescription'> & { readonly side: Pick<Side, 'role'> };

/** Of a connection that asks this server, and trusts who vouches for it. */
export function optionsFor(turn: Turn): ConnectionOptions {
  const { trustedRoots } = turn;
  return { iceServers: [serverOf(turn)], ...(trustedRoots !== null && { trustedRoots }) };
}

/** RFC 7065. */
function serverOf({ transport, host, port, username, credential }: Turn): IceServer {
  const scheme = transport === 'tls' ? 'turns' : 'turn';
  return { urls: `${scheme}:${host}:${port}?transport=${transport === 'udp' ? 'udp' : 'tcp'}`, username, credential };
}

/**
 * A description with the relayed candidates alone: of one side's permissions each names the other's relayed address
 * (RFC 8656 section 9), so nothing else gets through. One that trickles is not waited for to the end: a stack may ask
 * the server from addresses from which nobody can reach it, until it gives up.
 */
export async function describeRelayed(
  connection: Describing,
  type: Description['type'],
  { address, transport }: Pick<Turn, 'address' | 'transport'>,
): Promise<Description> {
  let { sdp } = await describeSoon(connection, type);
  const isRelayed = (): boolean => hasCandidates(onlyRelayCandidates(sdp, address));
  while (!isRelayed()) {
    const line = await nextCandidate(connection);
    if (line === null) {
      // The server is known to listen: whoever has no candidate of it did not ask it, or not as it should.
      const claim = { side: connection.side.role, stage: 'ICE', reference: TURN_TRANSPORTS } as const;
      throw new CaseFailure(claim, `no candidate came that the TURN server relays, reached over ${transport}`);
    }
    sdp += line;
  }
  return { type, sdp: onlyRelayCandidates(sdp, address) };
}

/**
 * Null where no more come: told so, or waited for in vain. The gathering state does not tell: some stacks gather from the
 * beginning, and tell the candidates when a description is made.
 */
async function nextCandidate(connection: Describing): Promise<string | null> {
  try {
    const told = await connection.candidate();
    return told === null || told.candidate === '' ? null : `a=${told.candidate.replace(/^a=/, '')}\r\n`;
  } catch (error) {
    if (error instanceof CaseFailure) return null;
    throw error;
  }
}

/** At once where the stack tells its candidates one by one. */
export async function describeSoon(connection: Describing, type: Description['type']): Promise<Description> {
  try {
    return await connection.setLocalDescription(type, true);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return connection.setLocalDescription(type);
  }
}

function hasCandidates(sdp: string): boolean {
  return /^a=candidate:/m.test(sdp);
}
