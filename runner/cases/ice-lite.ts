import type { Role } from '../model.ts';
import { CaseFailure, expectThat } from '../peers/driven/failure.ts';
import type { World } from '../peers/driven/world.ts';
import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { findIceLite } from './sdp.ts';
import { bothConnected, bothOpen, createPairWithChannel, exchange, forAnySupported, type Exchanged } from './steps.ts';

const ROLES = 'RFC 8445 section 6.1.1';
/** "A lite implementation only acts as a STUN server (as it does not generate connectivity checks)". */
const CHECKS = 'RFC 8445 section 7';
const ATTRIBUTE = 'RFC 8839 section 5.3';
const otherOf = { client: 'server', server: 'client' } as const;

export const iceLite: ScriptedCase = {
  name: 'ice-lite',
  abbreviation: 'IL',
  title: 'A lite agent, which only answers checks, connects with a full one, whichever of them makes the offer.',
  spec: ['RFC 8835 section 3.4', ROLES, CHECKS, ATTRIBUTE],
  number: null,
  needsLink: true,
  script: (world) => forAnySupported<Role>(['server', 'client'], (lite) => connectWithLite(world, lite)),
};

async function connectWithLite(world: World, lite: Role): Promise<void> {
  const { near, ...pair } = await createPairWithChannel(world, { [lite]: { iceLite: true } });
  const full = otherOf[lite];
  // First: a full agent that was not told cannot know its role.
  expectAnnounced(lite, await exchange(pair));
  await bothConnected(pair);
  const far = await pair.server.announced();
  await bothOpen({ near, far });
  await echo({ near, far }, world.text(`lite ${lite}`));
  const { controlling, controlled } = await world.checksOf(pair[full]);
  const role = { side: full, stage: 'ICE', reference: ROLES } as const;
  const what = `of the checks of the full agent, with a lite ${lite}, the number with`;
  expectThat(role, `${what} ICE-CONTROLLING`, controlling, controlling > 0, 'at least one');
  expectThat(role, `${what} ICE-CONTROLLED`, controlled, controlled === 0, '0');
  const { sent } = (await world.checksOf(pair[lite])).requests;
  const silence = { side: lite, stage: 'ICE', reference: CHECKS } as const;
  expectThat(silence, 'the number of checks that the lite agent sent', sent, sent === 0, '0');
}

function expectAnnounced(lite: Role, { offer, answer }: Exchanged): void {
  const { type, sdp } = lite === 'client' ? offer : answer;
  const place = findIceLite(sdp);
  if (place === 'session') return;
  const instead = place === null ? 'is nowhere' : 'stands in a media section';
  const claim = { side: lite, stage: 'signalling', reference: ATTRIBUTE } as const;
  throw new CaseFailure(claim, `a=ice-lite ${instead} in its ${type}, expected at session level, the only one it has`);
}
