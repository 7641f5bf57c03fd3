import type { Connection } from '../peers/driven/connection.ts';
import type { ScriptedCase } from './case.ts';
import { cut, expectDone, mend } from './link-steps.ts';
import { echo } from './messages.ts';
import { bothConnected, connectWithChannel, together } from './steps.ts';

const CONSENT = 'RFC 7675 section 5.1';
/** Consent expires 30 s after the last response; the check that notices is at most 6 s later. */
const CONSENT_MS = 36_000;
const GAP_MS = 10_000;
/** libjuice nominates 2 s after it has found a pair, while it is still checking another one. */
const NOMINATION_MS = 5_000;
const LOOK_MS = 25;

export const consentLost: ScriptedCase = {
  name: 'consent-lost',
  abbreviation: 'CL',
  title: 'After a gap of 10 s messages flow again; when nothing passes any more, both sides leave the state connected.',
  spec: [CONSENT, 'W3C WebRTC section 5.6.4'],
  number: null,
  needsLink: true,
  extraMs: GAP_MS + CONSENT_MS,
  script: async (world) => {
    const { client, server, ...ends } = await connectWithChannel(world);
    await untilNominated(world, [client, server]);
    await echo(ends, world.text('before'));
    await cut(world);
    await world.elapse(GAP_MS);
    await mend(world);
    // A side may have said `disconnected` meanwhile, which is to mend by itself; `failed` would be too early.
    await bothConnected({ client, server });
    await echo(ends, world.text('after the gap'), CONSENT);

    await cut(world);
    const leave = (side: Connection): Promise<string> => side.leavesConnected(CONSENT, CONSENT_MS, 'ICE');
    await together([leave(client), leave(server)]);
    await expectDone(world, 'dropped');
  },
};

/** As much of a side's checks, as the link saw them, as this needs. */
interface Nominations {
  readonly useCandidate: { readonly delivered: number };
}

/**
 * Waits until a nomination has come through, so that ICE concludes before the path is cut: consent is what a pair lives on
 * from then on (RFC 7675 section 5.1), while a nomination that is lost is sent again for as long as any other check
 * (RFC 8489 section 6.2.1). Messages pass before that (RFC 8445 section 12.1). That nobody nominates is left to others.
 */
export async function untilNominated<Side>(
  world: { readonly checksOf: (side: Side) => Promise<Nominations>; readonly elapse: (ms: number) => Promise<void> },
  sides: readonly Side[],
): Promise<void> {
  for (let waited = 0; waited < NOMINATION_MS; waited += LOOK_MS) {
    const checks = await Promise.all(sides.map((side) => world.checksOf(side)));
    if (checks.some(({ useCandidate }) => useCandidate.delivered > 0)) return;
    await world.elapse(LOOK_MS);
  }
}
