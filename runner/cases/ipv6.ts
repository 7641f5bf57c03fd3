import { CaseFailure } from '../peers/driven/failure.ts';
import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { onlyIpv6Candidates } from './sdp.ts';
import { bothConnected, bothOpen, createPairWithChannel, exchange, type Exchanged } from './steps.ts';

const BOTH = 'RFC 8835 section 3.2';

export const ipv6: ScriptedCase = {
  name: 'ipv6',
  abbreviation: 'IPV',
  title: 'With nothing but IPv6 host candidates on both sides the pair connects, and a message comes back.',
  spec: [BOTH, 'RFC 8445 section 5.1.1.1'],
  number: null,
  direct: true,
  script: async (world) => {
    const { near, ...pair } = await createPairWithChannel(world);
    const exchanged = await exchange(pair, { alterOffer: onlyIpv6Candidates, alterAnswer: onlyIpv6Candidates });
    expectCandidates(exchanged);
    await bothConnected(pair);
    const far = await pair.server.announced();
    await bothOpen({ near, far });
    await echo({ near, far }, world.text('ipv6'));
  },
};

/** @throws Error where the room itself has no IPv6: no word about anybody */
function expectCandidates({ offer, answer }: Exchanged): void {
  const lacking = [offer, answer].filter(({ sdp }) => !/^a=candidate:/m.test(sdp));
  if (lacking.length === 2) throw new Error('neither side has an IPv6 address: the network of this run has none');
  for (const { type } of lacking) {
    const claim = { side: type === 'offer' ? 'client' : 'server', stage: 'ICE', reference: BOTH } as const;
    throw new CaseFailure(claim, `its ${type} has no IPv6 host candidate, though the other side has one`);
  }
}
