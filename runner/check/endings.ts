/** How a driven peer ends: by the end of its input, in the midst of a call, and by SIGTERM. */
import { setTimeout as delay } from 'node:timers/promises';
import { describeExit } from '../judge/judge.ts';
import type { Exit } from '../model.ts';
import type { Party } from './party.ts';

const INPUT_LIMIT_MS = 5_000;
const TERM_LIMIT_MS = 1_000;
/** The engine needs a moment to tell of an end. */
const TELL_MS = 1_000;

/** The end of input while the peer gathers: it closes all and exits with status 0. */
export async function endInMidst(checked: Party): Promise<void> {
  const what = 'the end of input in the midst of a call';
  const { process } = checked.talk;
  if (!(await beginGathering(checked))) return;
  process.endInput();
  tell(checked, what, await within(INPUT_LIMIT_MS, process.ended), INPUT_LIMIT_MS);
}

export async function terminate(checked: Party): Promise<void> {
  const what = 'SIGTERM';
  const { process } = checked.talk;
  if (!(await beginGathering(checked))) return;
  process.terminate();
  tell(checked, what, await within(TERM_LIMIT_MS + TELL_MS, process.ended), TERM_LIMIT_MS);
}

/** A connection that is just gathering, its request unanswered. */
async function beginGathering(checked: Party): Promise<boolean> {
  const made = await checked.may('createPeerConnection', {});
  if (made === null || (await checked.may('createDataChannel', { pc: made.pc, label: 'end' })) === null) return false;
  void checked.talk.ask('setLocalDescription', { pc: made.pc, type: 'offer', trickle: false });
  return true;
}

function tell(checked: Party, what: string, exit: Exit | null, limitMs: number): void {
  if (exit?.exitCode === 0) {
    checked.row('Endings', what, 'works');
    return;
  }
  const came = exit === null ? 'it still runs' : `it ended by ${describeExit(exit)}`;
  checked.row(
    'Endings',
    what,
    'wrong',
    `${what} came, after ${limitMs} ms ${came}; docs/peer-protocol.md (Part two): it closes all connections and exits with status 0`,
  );
}

async function within(limitMs: number, ended: Promise<Exit>): Promise<Exit | null> {
  const stop = new AbortController();
  const late = delay(limitMs, null, { signal: stop.signal }).catch(() => null);
  const exit = await Promise.race([ended, late]);
  stop.abort();
  return exit;
}
