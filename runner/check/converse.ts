/** A whole connection between two peers, from the offer to the end: each method and each notification in its place. */
import type { Params, Result } from '../peers/driven/protocol.ts';
import { digestOf } from '../peers/driven/generated.ts';
import { excerpt, Stop, type Party } from './party.ts';

export interface Ends {
  readonly near: Party;
  readonly far: Party;
  readonly nearPc: number;
  readonly farPc: number;
  readonly nearChannel: number;
  readonly farChannel: number;
}

/** Plain: what a stack makes of harder labels, the case channel-label finds out. */
const LABEL = 'check';

/** Connects `near`, who offers, with `far`, until a channel is open on both sides. @throws Stop */
export async function connect(near: Party, far: Party): Promise<Ends> {
  const [{ pc: nearPc }, { pc: farPc }] = await Promise.all([
    near.must('createPeerConnection', {}),
    far.must('createPeerConnection', {}),
  ]);
  const { channel: nearChannel } = await near.must('createDataChannel', { pc: nearPc, label: LABEL });
  const offer = await describe(near, nearPc, 'offer');
  await far.must('setRemoteDescription', { pc: farPc, description: offer });
  const answer = await describe(far, farPc, 'answer');
  await near.must('setRemoteDescription', { pc: nearPc, description: answer });
  const [announced] = await Promise.all([
    far.hears('datachannel', ({ pc }) => pc === farPc, 'when the other side opened a channel'),
    near.hears('open', ({ channel }) => channel === nearChannel, 'of the channel that was created'),
  ]);
  const farChannel = Number(announced.channel);
  await far.hears('open', ({ channel }) => channel === farChannel, 'of the channel that was announced');
  await Promise.all([expectConnected(near, nearPc), expectConnected(far, farPc)]);
  return { near, far, nearPc, farPc, nearChannel, farChannel };
}

/** The cases wait for `connected`: a stack that tells its connection state at all must come to it. */
async function expectConnected(party: Party, pc: number): Promise<void> {
  const { told } = party.talk.hearing;
  if (!told.some(({ name, params }) => name === 'connectionstatechange' && params.pc === pc)) return;
  await party.hears(
    'connectionstatechange',
    (params) => params.pc === pc && params.state === 'connected',
    'with state "connected"',
  );
}

/** A whole description, with all candidates and what DTLS needs. @throws Stop */
export async function describe(
  party: Party,
  pc: number,
  type: 'offer' | 'answer',
): Promise<Result<'setLocalDescription'>> {
  const description = await party.must('setLocalDescription', { pc, type, trickle: false });
  const lacks = ['a=candidate:', 'a=fingerprint:', 'a=ice-ufrag:'].find((line) => !description.sdp.includes(line));
  party.expect(
    lacks === undefined,
    'setLocalDescription',
    () =>
      `with trickle false its ${type} has no line ${lacks ?? ''}; docs/peer-protocol.md: all candidates are in the description`,
  );
  party.expect(
    description.type === type,
    'setLocalDescription',
    () => `asked for type ${type}, came ${description.type}`,
  );
  return description;
}

/** Messages from one end to the other, told and collected. @throws Stop */
export async function sendMessages(from: Party, fromChannel: number, to: Party, toChannel: number): Promise<void> {
  const text = 'grüße \u2028 😀';
  await from.must('send', { channel: fromChannel, text });
  const came = await to.hears('message', ({ channel }) => channel === toChannel, 'of the text that was sent');
  expectSame(from, to, 'message', came.text, text);
  const base64 = Buffer.from([0, 255, 10, 128]).toString('base64');
  await from.must('send', { channel: fromChannel, base64 });
  const bytes = await to.hears(
    'message',
    (params) => params.channel === toChannel && 'base64' in params,
    'with base64, of the bytes that were sent',
  );
  expectSame(from, to, 'message', bytes.base64, base64);
  await sendGenerated(from, fromChannel, to, toChannel, { count: 40, length: 1_000, seed: 7, text: false });
  await sendGenerated(from, fromChannel, to, toChannel, { count: 5, length: 40, seed: 0, text: true });
}

/** Made messages, which the other side collects: count, bytes, digest and order must be as the rule says. @throws Stop */
export async function sendGenerated(
  from: Party,
  fromChannel: number,
  to: Party,
  toChannel: number,
  generated: Omit<Params<'sendGenerated'>, 'channel'>,
): Promise<void> {
  const { count, length, text } = generated;
  const seen = to.talk.hearing.told.length;
  await to.must('collect', { channel: toChannel, count });
  const { bytes } = await from.must('sendGenerated', { channel: fromChannel, ...generated });
  from.expect(
    bytes === count * length,
    'sendGenerated',
    () => `sent ${JSON.stringify(generated)}, came bytes ${bytes}, they are ${count * length}`,
  );
  const isNew = (params: object): boolean => to.talk.hearing.told.findIndex((one) => one.params === params) >= seen;
  const collected = await to.hears(
    'collected',
    (params) => params.channel === toChannel && isNew(params),
    `when ${count} messages came`,
  );
  const expected = {
    count,
    bytes: count * length,
    digest: digestOf(generated),
    texts: text ? count : 0,
    order: [[0, count - 1]],
  };
  const kept = await to.must('getCollected', { channel: toChannel });
  for (const [name, value] of Object.entries(expected)) {
    expectSame(from, to, 'collected', collected[name], value, name);
    const again: Readonly<Record<string, unknown>> = kept;
    to.expect(
      JSON.stringify(again[name]) === JSON.stringify(collected[name]),
      'getCollected',
      () => `its ${name} is ${JSON.stringify(again[name])}, that of collected was ${JSON.stringify(collected[name])}`,
    );
  }
}

/** What one side sent and the other told must be the same; which of the two is wrong cannot be seen, so both are named. */
function expectSame(
  from: Party,
  to: Party,
  row: string,
  actual: unknown,
  expected: unknown,
  what = 'the message',
): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Stop(
    `${what} that ${from.name} sent is ${JSON.stringify(expected)}, ${to.name} told ${excerpt(actual)} (${row}; docs/peer-protocol.md, Generated messages)`,
  );
}
