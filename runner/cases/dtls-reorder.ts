import type { Kind, Rule } from '../link/impair/rules.ts';
import type { ScriptedCase } from './case.ts';
import { expectDone } from './link-steps.ts';
import { echo } from './messages.ts';
import { connectWithChannel } from './steps.ts';

/** What begins a flight, and what begins the end of it. Of a flight in one datagram all comes late, and data may overtake it. */
const WAYS: readonly (readonly Kind[])[] = [
  ['dtls:flight-4', 'dtls:flight-5', 'dtls:flight-6'],
  ['dtls:Certificate', 'dtls:ChangeCipherSpec'],
];

export const dtlsReorder: ScriptedCase = {
  name: 'dtls-reorder',
  abbreviation: 'DR',
  title: 'The DTLS handshake finishes, and data follows, when packets of it overtake each other.',
  spec: ['RFC 6347 section 4.2.2', 'RFC 6347 section 4.2.4'],
  number: null,
  needsLink: true,
  script: async (world) => {
    for (const kinds of WAYS) {
      await world.link.impair(kinds.map(overtaken));
      const ends = await connectWithChannel(world);
      await echo(ends, world.text('reorder'));
      for (const kind of kinds) await expectDone(world, 'held back', { rule: nameOf(kind), path: ends.client.path });
    }
  },
};

/** The first one of the kind that each side sends is overtaken by the next packet, whatever that is. */
function overtaken(kind: Kind): Rule {
  return { name: nameOf(kind), direction: 'both', kind, nth: 1, do: { hold: { packets: 1, ms: 500 } } };
}

function nameOf(kind: Kind): string {
  return `${kind} comes late`;
}
