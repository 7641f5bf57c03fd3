/** What is played with the reference: all methods on one connection, trickled candidates, several connections at once. */
import { notifications } from '../peers/driven/protocol.ts';
import { connect, describe, sendGenerated, sendMessages, type Ends } from './converse.ts';
import { Stop, type Party } from './party.ts';
import { exchangeTrickled } from './trickle.ts';

const AT_ONCE = 8;
/** An event that a stack need not have is waited for so long. */
const OPTIONAL_MS = 3_000;

/** @param role of the one that is checked, for the row */
export async function playConnection(near: Party, far: Party, checked: Party, role: string): Promise<void> {
  await row(checked, other(near, far, checked), `a connection as ${role}`, async () => {
    const ends = await connect(near, far);
    await sendMessages(near, ends.nearChannel, far, ends.farChannel);
    await sendMessages(far, ends.farChannel, near, ends.nearChannel);
    await readAll(ends, checked);
    await closeAll(ends, checked);
  });
}

export async function playTrickle(near: Party, far: Party, checked: Party, role: string): Promise<void> {
  await row(checked, other(near, far, checked), `trickled candidates as ${role}`, async () => {
    const { nearPc } = await exchangeTrickled(near, far);
    if (near !== checked || (await checked.may('restartIce', { pc: nearPc })) === null) return;
    // Whether the credentials are new ones, the case ice-restart finds out.
    await describe(checked, nearPc, 'offer');
  });
}

/** Connections that live at the same time in one process, each with a channel that carries data. */
export async function playSeveral(near: Party, far: Party, checked: Party): Promise<void> {
  await row(checked, far, `${AT_ONCE} connections at once`, async () => {
    const ends = await settleAll(Array.from({ length: AT_ONCE }, () => connect(near, far)));
    await settleAll(
      ends.map(async ({ nearChannel, farChannel }, index) => {
        await near.must('send', { channel: nearChannel, text: `number ${index}` });
        await far.hears(
          'message',
          ({ channel, text }) => channel === farChannel && text === `number ${index}`,
          `of connection ${index + 1} of ${AT_ONCE}`,
        );
      }),
    );
  });
}

/** Waits for all, so that nothing goes on behind one that failed. */
async function settleAll<T>(steps: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(steps);
  return Promise.all(steps);
}

async function readAll(ends: Ends, checked: Party): Promise<void> {
  const { near, far, nearPc, nearChannel, farPc, farChannel } = ends;
  const isNear = checked === near;
  const [pc, channel] = isNear ? [nearPc, nearChannel] : [farPc, farChannel];
  const states = await checked.may('getPeerConnection', { pc });
  const state = states?.connectionState ?? 'connected';
  checked.expect(
    state === 'connected',
    'getPeerConnection',
    () => `its connectionState is "${state}" on a connection that is connected`,
  );
  const own = await checked.may('getDataChannel', { channel });
  const ready = own?.readyState ?? 'open';
  checked.expect(ready === 'open', 'getDataChannel', () => `its readyState is "${ready}" on a channel that is open`);
  await checked.may('getTransport', { pc });
  await checked.may('getStats', { pc });
  if ((await checked.may('setBufferedAmountLowThreshold', { channel, value: 1_000 })) === null) return;
  // More than any buffer holds that is called low, and all of it read before the channel is closed.
  const bulk = { count: 32, length: 16_384, seed: 1, text: false };
  const [to, toChannel] = isNear ? [far, farChannel] : [near, nearChannel];
  await sendGenerated(checked, channel, to, toChannel, bulk);
  const low = await checked.talk.until(
    ({ name, params }) => name === 'bufferedamountlow' && params.channel === channel,
    OPTIONAL_MS,
  );
  if (low !== null) checked.row('Notifications', 'bufferedamountlow', 'works');
}

async function closeAll({ near, far, nearPc, farPc, nearChannel, farChannel }: Ends, checked: Party): Promise<void> {
  await near.must('closeDataChannel', { channel: nearChannel });
  // What comes over to the other side is a matter of both stacks: the case channel-close finds it out.
  const isClosed = ({ channel }: Readonly<Record<string, unknown>>): boolean => channel === farChannel;
  if (checked === near) {
    await near.hears('close', ({ channel }) => channel === nearChannel, 'of the channel that it closed');
  } else if ((await far.talk.until(({ name, params }) => name === 'close' && isClosed(params), OPTIONAL_MS)) === null) {
    far.row(
      'Notifications',
      'close',
      'untried',
      `was not told within ${OPTIONAL_MS} ms after the other side had closed`,
    );
  }
  // A second time: the method answers, whatever its stack says (RTCDataChannel.close does nothing then).
  const [pc, channel] = checked === near ? [nearPc, nearChannel] : [farPc, farChannel];
  const twice = await checked.talk.ask('closeDataChannel', { channel });
  const isAnswer = twice.kind === 'result' || (twice.kind === 'error' && twice.code === 2);
  checked.expect(
    isAnswer,
    'closeDataChannel',
    () =>
      `sent it twice, ${twice.kind === 'error' ? `came error ${twice.code}` : 'no answer came'}; expected a result, or error 2 in the words of the stack`,
  );
  await checked.must('closePeerConnection', { pc });
  await checked.must('closePeerConnection', { pc });
  await other(near, far, checked).must('closePeerConnection', { pc: checked === near ? farPc : nearPc });
}

function other(near: Party, far: Party, checked: Party): Party {
  return checked === near ? far : near;
}

/** The row of a whole conversation. What another row says already is not said twice. */
async function row(checked: Party, reference: Party, what: string, play: () => Promise<void>): Promise<void> {
  try {
    await play();
    checked.row('Methods', what, 'works');
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.words === null) checked.row('Methods', what, 'untried', 'did not come to its end, another row says why');
    // Who is gone was not asked well, or died of itself: that is no word about the one who is checked.
    else checked.row('Methods', what, reference.talk.isOver ? 'untried' : 'wrong', error.words);
  }
}

/** Rows for the notifications that were heard, and for those that were not. */
export function tellNotifications(checked: Party): void {
  for (const name of Object.keys(notifications)) {
    const heard = checked.talk.hearing.told.some((one) => one.name === name);
    checked.row(
      'Notifications',
      name,
      heard ? 'works' : 'untried',
      heard ? null : 'was not told; a stack may not have it',
    );
  }
}
