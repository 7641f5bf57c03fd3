import type { Kind, Rule } from '../link/impair/rules.ts';
import { CaseFailure } from '../peers/driven/failure.ts';
import type { World } from '../peers/driven/world.ts';
import type { ScriptedCase } from './case.ts';
import { expectDone } from './link-steps.ts';
import { bothConnected, createPairWithChannel, exchange } from './steps.ts';

const RETRANSMISSION = 'RFC 6347 section 4.2.4';
/** RFC 6347 section 4.2.4. */
const FLIGHTS = [
  'dtls:flight-1',
  'dtls:flight-2',
  'dtls:flight-3',
  'dtls:flight-4',
  'dtls:flight-5',
  'dtls:flight-6',
] as const satisfies readonly Kind[];
/** Where no HelloVerifyRequest is sent these do not exist: then nothing is lost. */
const OPTIONAL: readonly Kind[] = ['dtls:flight-2', 'dtls:flight-3'];
/** Each loss costs a retransmission timer, which begins with 1 s and doubles. */
const TIMERS_MS = 30_000;

export const dtlsLoss: ScriptedCase = {
  name: 'dtls-loss',
  abbreviation: 'DL',
  title: 'The DTLS handshake finishes when one of its flights is lost once, whichever it is.',
  spec: [RETRANSMISSION, 'RFC 8827 section 6.5'],
  number: null,
  needsLink: true,
  extraMs: TIMERS_MS,
  script: async (world) => {
    for (const flight of FLIGHTS) await connectWithout(world, flight);
  },
};

/** The rules hold for all connections of the case, so one is made after the other. */
async function connectWithout(world: World, flight: Kind): Promise<void> {
  // All datagrams that carry something new of it: its retransmission passes, however it is packed.
  const rule = `${flight} lost once`;
  const loss: Rule = { name: rule, direction: 'both', kind: flight, nth: 'each once', do: 'drop' };
  await world.link.impair([loss]);
  const pair = await createPairWithChannel(world);
  try {
    await exchange(pair);
    await bothConnected(pair);
  } catch (error) {
    throw await explainLoss(world, loss, error);
  }
  if (!OPTIONAL.includes(flight)) await expectDone(world, 'dropped', { rule, path: pair.client.path });
}

/** A failure without a loss is not told as one. */
async function explainLoss({ link }: World, { name = '' }: Rule, error: unknown): Promise<unknown> {
  if (!(error instanceof CaseFailure)) return error;
  const lost = (await link.decisions()).filter(({ rule }) => rule === name);
  if (lost.length === 0) return error;
  const what = lost.map(({ from, what: messages }) => `${messages} of the ${from}`).join(', ');
  const sentence = error.message.replace(`${error.side}: `, '');
  return error.retell(`${sentence}; ${name}: ${what}`, RETRANSMISSION);
}
