/** Two peers that get each other's candidates one by one (RFC 8838), as far as both can. */
import { candidate as candidateSchema } from '../peers/driven/values.ts';
import type { Heard } from './hearing.ts';
import { describe } from './converse.ts';
import { Stop, type Party } from './party.ts';

export async function exchangeTrickled(near: Party, far: Party): Promise<{ readonly nearPc: number }> {
  const [{ pc: nearPc }, { pc: farPc }] = await Promise.all([
    near.must('createPeerConnection', {}),
    far.must('createPeerConnection', {}),
  ]);
  const { channel } = await near.must('createDataChannel', { pc: nearPc, label: 'trickled' });
  const offer = await describeTrickled(near, nearPc, 'offer');
  await far.must('setRemoteDescription', { pc: farPc, description: offer });
  const toFar = pass(near, nearPc, far, farPc);
  const answer = await describeTrickled(far, farPc, 'answer');
  await near.must('setRemoteDescription', { pc: nearPc, description: answer });
  const toNear = pass(far, farPc, near, nearPc);
  try {
    await near.hears('open', (params) => params.channel === channel, 'after candidates that were passed on one by one');
  } finally {
    toFar.stop();
    toNear.stop();
  }
  await Promise.all([toFar.done, toNear.done]);
  return { nearPc };
}

/** What cannot trickle gives all at once: the other side's candidates can still come one by one. */
async function describeTrickled(party: Party, pc: number, type: 'offer' | 'answer') {
  const trickled = await party.may(
    'setLocalDescription',
    { pc, type, trickle: true },
    'setLocalDescription, trickle true',
  );
  return trickled ?? describe(party, pc, type);
}

/** Passes each candidate on as it is told, until there are no more or it is stopped. */
function pass(from: Party, fromPc: number, to: Party, toPc: number): { readonly done: Promise<void>; stop(): void } {
  const passed = new Set<Heard>();
  let stopped = false;
  const isNew = (heard: Heard): boolean =>
    stopped || (heard.name === 'icecandidate' && heard.params.pc === fromPc && !passed.has(heard));
  const run = async (): Promise<void> => {
    for (;;) {
      const heard = await from.talk.until(isNew, from.waitMs);
      if (heard?.name !== 'icecandidate' || heard.params.pc !== fromPc || passed.has(heard)) return;
      passed.add(heard);
      const candidate = candidateSchema.parse(heard.params.candidate);
      const row = candidate.candidate === '' ? 'addIceCandidate, no more' : 'addIceCandidate';
      await to.may('addIceCandidate', { pc: toPc, candidate }, row);
      if (candidate.candidate === '') return;
    }
  };
  const done = run().catch((error: unknown) => {
    if (!(error instanceof Stop)) throw error;
  });
  return { done, stop: () => (stopped = true) };
}
