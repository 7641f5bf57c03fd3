import type { Role } from '../model.ts';
import type { Candidate, Connection } from '../peers/driven/connection.ts';
import { UnsupportedError } from '../peers/driven/errors.ts';
import { expectThat } from '../peers/driven/failure.ts';
import type { World } from '../peers/driven/world.ts';
import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { withoutCandidates } from './sdp.ts';
import { bothConnected, bothOpen, createPairWithChannel, together } from './steps.ts';

const TRICKLED = 'RFC 8838 section 9';

export const trickle: ScriptedCase = {
  name: 'trickle',
  abbreviation: 'T',
  title: 'The descriptions carry no candidates; these follow one by one.',
  spec: [TRICKLED, 'RFC 8838 section 11', 'RFC 8829 section 3.5'],
  number: null,
  script: async (world) => {
    await connectTelling(world, ['client', 'server']);
    // Who is told the other's candidates has to use them: the other one, told none, cannot begin.
    await connectTelling(world, ['server']);
    await connectTelling(world, ['client']);
  },
};

/** @param told the sides that are told the other's candidates */
async function connectTelling(world: World, told: readonly Role[]): Promise<void> {
  const { client, server, near } = await createPairWithChannel(world);
  // What a stack had already gathered is taken out: it is told as a candidate, too.
  const offer = await client.setLocalDescription('offer', true);
  await server.setRemoteDescription({ ...offer, sdp: withoutCandidates(offer.sdp) });
  const answer = await server.setLocalDescription('answer', true);
  await client.setRemoteDescription({ ...answer, sdp: withoutCandidates(answer.sdp) });
  const isConnected = (): boolean => [client, server].every(({ states }) => states.connection === 'connected');
  const passing = [
    { from: client, to: server },
    { from: server, to: client },
  ].filter(({ to }) => told.includes(to.side.role));
  await together([
    ...passing.map(({ from, to }) => passCandidates(from, to, isConnected)),
    bothConnected({ client, server }),
  ]);
  const far = await server.announced();
  await bothOpen({ near, far });
  await echo({ near, far }, world.text(`trickle ${told.join()}`));
}

/**
 * Each as it comes, and the end of them (RFC 8838 section 13). Where a stack tells the end only as the gathering state,
 * the pair has to connect without it.
 */
async function passCandidates(from: Connection, to: Connection, isConnected: () => boolean): Promise<void> {
  let passed = 0;
  for (;;) {
    const candidate = await from.candidate(isConnected);
    if (candidate === null) break;
    if (candidate.candidate === '') {
      await passEnd(to, candidate);
      break;
    }
    await to.addIceCandidate(candidate);
    passed += 1;
  }
  const claim = { side: from.side.role, stage: 'ICE', reference: TRICKLED } as const;
  expectThat(claim, 'the number of candidates that were told', passed, passed > 0, 'at least one');
}

/** An end that cannot be told costs only time where nothing connects; the pair is judged all the same. */
async function passEnd(to: Connection, end: Candidate): Promise<void> {
  try {
    await to.addIceCandidate(end);
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
  }
}
