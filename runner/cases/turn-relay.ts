import type { Turn, TurnTransport } from '../model.ts';
import type { Connection, Description } from '../peers/driven/connection.ts';
import { UnsupportedError } from '../peers/driven/errors.ts';
import { CaseFailure } from '../peers/driven/failure.ts';
import type { Side } from '../peers/driven/side.ts';
import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { onlyRelayCandidates } from './sdp.ts';
import { bothConnected, bothOpen, createPairWithChannel, forEachSupported } from './steps.ts';

const BOTH = 'RFC 8835 section 3.4';

export const turnRelay: ScriptedCase = {
  name: 'turn-relay',
  abbreviation: 'TR',
  title:
    'With nothing but relayed candidates the pair connects through a TURN server, reached over UDP, then over TCP.',
  spec: [BOTH, 'RFC 8656 section 3', 'RFC 8445 section 5.1.1.2'],
  number: null,
  direct: true,
  needsTurn: true,
  script: (world) =>
    forEachSupported(['udp', 'tcp'] as const, async (transport) => {
      const turn = world.turn(transport);
      const iceServers = [serverOf(turn, transport)];
      const { near, ...pair } = await createPairWithChannel(world, { client: { iceServers }, server: { iceServers } });
      const offer = await describeRelayed(pair.client, 'offer', turn.address, transport);
      await pair.server.setRemoteDescription(offer);
      const answer = await describeRelayed(pair.server, 'answer', turn.address, transport);
      await pair.client.setRemoteDescription(answer);
      await bothConnected(pair);
      const far = await pair.server.announced();
      await bothOpen({ near, far });
      await echo({ near, far }, world.text(transport));
    }),
};

type Describing = Pick<Connection, 'candidate' | 'setLocalDescription'> & { readonly side: Pick<Side, 'role'> };

/** RFC 7065. */
function serverOf({ address, port, username, credential }: Turn, transport: TurnTransport) {
  return { urls: `turn:${address}:${port}?transport=${transport}`, username, credential };
}

/**
 * A description with the relayed candidates alone: of one side's permissions each names the other's relayed address
 * (RFC 8656 section 9), so nothing else gets through. One that trickles is not waited for to the end: a stack may ask
 * the server from addresses from which nobody can reach it, until it gives up.
 */
export async function describeRelayed(
  connection: Describing,
  type: Description['type'],
  turnAddress: string,
  transport: string,
): Promise<Description> {
  let { sdp } = await describeSoon(connection, type);
  const isRelayed = (): boolean => hasCandidates(onlyRelayCandidates(sdp, turnAddress));
  while (!isRelayed()) {
    const line = await nextCandidate(connection);
    if (line === null) {
      // The server is known to listen: whoever has no candidate of it did not ask it, or not as it should.
      const claim = { side: connection.side.role, stage: 'ICE', reference: BOTH } as const;
      throw new CaseFailure(claim, `no candidate came that the TURN server relays, reached over ${transport}`);
    }
    sdp += line;
  }
  return { type, sdp: onlyRelayCandidates(sdp, turnAddress) };
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
async function describeSoon(connection: Describing, type: Description['type']): Promise<Description> {
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
