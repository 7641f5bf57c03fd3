import type { Role } from '../model.ts';
import { CaseFailure } from '../peers/driven/failure.ts';
import type { World } from '../peers/driven/world.ts';
import type { ScriptedCase } from './case.ts';
import { carryGenerated, echo } from './messages.ts';
import { onlyTcpCandidates } from './sdp.ts';
import { bothConnected, bothOpen, createPairWithChannel, exchange, forAnySupported } from './steps.ts';

const REQUIRED = 'RFC 8835 section 3.4';
const CANDIDATE = 'RFC 6544 section 4.5';
/** A stream that loses the beginning of one packet has lost all that follow. */
const FRAMED = 'RFC 4571 section 2';
/** Enough that a framing which fails now and then fails in nearly every run. */
const MESSAGES = { count: 1_000, length: 100, text: false } as const;

export const iceTcp: ScriptedCase = {
  name: 'ice-tcp',
  abbreviation: 'IT',
  title: 'Over TCP alone a side that opens connections reaches one that accepts them, and messages pass.',
  spec: [REQUIRED, CANDIDATE, 'RFC 6544 section 6.2', FRAMED],
  number: null,
  direct: true,
  script: (world) => forAnySupported<Role>(['server', 'client'], (passive) => connectOverTcp(world, passive)),
};

async function connectOverTcp(world: World, passive: Role): Promise<void> {
  const active = passive === 'client' ? 'server' : 'client';
  const { near, ...pair } = await createPairWithChannel(world, {
    [passive]: { iceTcp: 'passive' },
    [active]: { iceTcp: 'active' },
  });
  // Who opens connections may go without candidates: whom it reaches learns them (RFC 8445 section 7.3.1.3).
  const alter = (side: Role) => (sdp: string) =>
    side === passive ? keepPassive(side, sdp) : onlyTcpCandidates(sdp, 'active');
  await exchange(pair, { alterOffer: alter('client'), alterAnswer: alter('server') });
  await bothConnected(pair);
  const far = await pair.server.announced();
  await bothOpen({ near, far });
  await echo({ near, far }, world.text(`tcp ${passive}`));
  const messages = { ...MESSAGES, seed: world.seed };
  await carryGenerated(near, far, messages, FRAMED);
  await carryGenerated(far, near, messages, FRAMED);
}

/** @throws Error where the room itself has no IPv4: no word about anybody */
function keepPassive(side: Role, sdp: string): string {
  const kept = onlyTcpCandidates(sdp, 'passive');
  if (/^a=candidate:/m.test(kept)) return kept;
  if (!/^a=candidate:\S+ \d+ \S+ \d+ (?!127\.)\d+\.\d+\./m.test(sdp)) {
    throw new Error(`the ${side} has no IPv4 address: the network of this run has none`);
  }
  const claim = { side, stage: 'ICE', reference: CANDIDATE } as const;
  throw new CaseFailure(claim, 'its description has no passive TCP host candidate, though it was asked for them');
}
