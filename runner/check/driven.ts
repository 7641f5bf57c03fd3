/** The driven half of a check: each part on a fresh process, so that one fault does not hide another. */
import { PeerError, type DrivenProcess } from '../engines/engine.ts';
import type { Implementation } from '../model.ts';
import { methods, PROTOCOL } from '../peers/driven/protocol.ts';
import { endInMidst, terminate } from './endings.ts';
import type { Findings } from './finding.ts';
import type { Fault } from './hearing.ts';
import { tryOptions } from './options.ts';
import { Party } from './party.ts';
import { playConnection, playSeveral, playTrickle, tellNotifications } from './play.ts';
import { shouts } from './shout.ts';
import { Talk } from './talk.ts';

const GREETING = 'peer drive answers hello';

/** What every line that a peer writes is held against, by the faults of Hearing. */
const lineRows = new Map<Fault, string>([
  ['stdout', 'only protocol lines on stdout'],
  ['answers', 'each request answered once'],
  ['shapes', 'notifications as the schema says'],
  ['time', 'the peer time never falls'],
  ['handles', 'only handles that were given out'],
  ['order', 'open before the first message'],
  ['flood', 'no flood'],
]);

export interface DrivenCheck {
  readonly implementation: Implementation;
  readonly reference: string;
  /** Starts a fresh process; it is stopped by whoever asked for it. */
  readonly start: () => Promise<DrivenProcess>;
  readonly startReference: () => Promise<DrivenProcess>;
  readonly findings: Findings;
  /** How long an answer may take, and how long a connection, milliseconds. */
  readonly answerMs: number;
  readonly waitMs: number;
  /** How long a process may take from its start to its first answer, milliseconds. */
  readonly startMs: number;
  readonly emit: (what: string) => void;
}

export async function checkDriven(check: DrivenCheck): Promise<void> {
  const { findings } = check;
  if (!(await greet(check))) return;
  const alone = (what: string, play: (checked: Party) => Promise<void>): Promise<void> => withPeer(check, what, play);
  const together = (what: string, play: (checked: Party, reference: Party) => Promise<void>): Promise<void> =>
    alone(what, async (checked) => {
      await using far = await openTalk(check.startReference, check);
      await play(checked, new Party(far.talk, `the reference ${check.reference}`, null, check.waitMs));
    });
  for (const [what, shout] of shouts) await alone(what, shout);
  await together('a connection as offerer', (it, other) => playConnection(it, other, it, 'offerer'));
  await together('a connection as answerer', (it, other) => playConnection(other, it, it, 'answerer'));
  await alone('options', tryOptions);
  await together('trickled candidates as offerer', (it, other) => playTrickle(it, other, it, 'offerer'));
  await together('trickled candidates as answerer', (it, other) => playTrickle(other, it, it, 'answerer'));
  await together('several connections', (it, other) => playSeveral(it, other, it));
  await alone('the end of input', endInMidst);
  await alone('SIGTERM', terminate);
  // What was never reached has a row all the same.
  for (const method of Object.keys(methods))
    findings.add('Methods', method, 'untried', 'no part of the check came to it');
}

/** `hello`, and whether there is any use in going on. */
async function greet(check: DrivenCheck): Promise<boolean> {
  const { findings, implementation } = check;
  let useful = false;
  await withPeer(check, 'hello', async (checked) => {
    const hello = await checked.may('hello', {});
    if (hello === null) return;
    useful = true;
    findings.add('Start', GREETING, 'works');
    const told = (what: string, actual: unknown, expected: unknown, mark: 'wrong' | 'works'): void => {
      const same = actual === expected;
      const words = `hello says ${JSON.stringify(actual)}, matrix.yaml ${JSON.stringify(expected)}`;
      findings.add('Start', what, same ? 'works' : mark, same ? null : words);
    };
    told('implementation', hello.implementation, implementation.name, 'wrong');
    told('language', hello.language, implementation.language, 'works');
    told('version', hello.version, implementation.version, 'works');
    if (hello.protocol !== PROTOCOL) {
      findings.add(
        'Start',
        'protocol',
        'wrong',
        `hello says version ${hello.protocol}, this runner speaks ${PROTOCOL}`,
      );
    }
  });
  return useful;
}

/** Plays one part with a fresh process, and tells what its lines were like. */
async function withPeer(check: DrivenCheck, what: string, play: (checked: Party) => Promise<void>): Promise<void> {
  const { findings } = check;
  check.emit(what);
  let opened: Opened;
  try {
    opened = await openTalk(check.start, check);
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    const said = error.log?.text.trim() ?? '';
    const words = `${error.message}${said === '' ? '' : `; on stderr it said ${JSON.stringify(said.slice(-300))}`}`;
    findings.add('Start', GREETING, 'wrong', words);
    return;
  }
  await using one = opened;
  const checked = new Party(one.talk, 'it', findings, check.waitMs);
  await play(checked);
  tellNotifications(checked);
  const faults = one.talk.hearing.faults();
  for (const [fault, row] of lineRows) {
    const words = faults.get(fault);
    if (words === undefined) findings.add('Every line', row, 'works');
    else findings.add('Every line', row, 'wrong', `while ${what} was tried it ${words}`);
  }
}

type Opened = AsyncDisposable & { readonly talk: Talk };

/** A process that has answered its first `hello`, for which it may take its time. @throws PeerError */
async function openTalk(start: () => Promise<DrivenProcess>, { answerMs, startMs }: DrivenCheck): Promise<Opened> {
  const process = await start();
  const talk = new Talk(process, answerMs);
  const reply = await talk.ask('hello', {}, startMs);
  if (reply.kind !== 'none') return { talk, [Symbol.asyncDispose]: () => process.stop() };
  const log = process.log();
  await process.stop();
  const [fault] = talk.hearing.faults().values();
  throw new PeerError(`hello ${reply.why}${fault === undefined ? '' : `; it ${fault}`}`, log);
}
