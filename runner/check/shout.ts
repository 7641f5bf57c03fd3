/** Shouting at a driven peer: what is no request, or no good one, must be answered as such, and the peer goes on. */
import { errorCodes } from '../peers/driven/protocol.ts';
import type { Reply } from './hearing.ts';
import { describeReply, excerpt, type Party } from './party.ts';

const PIPELINED = 10_000;
const NOBODY = 999_999_999;
const LONG_BYTES = 7 * 2 ** 20;

const { parseError, invalidRequest, methodNotFound, invalidParams, unknownHandle, unsupported } = errorCodes;
/** A stack that has no such feature may say so before it looks for the handle. */
const lacking: readonly number[] = [unsupported, methodNotFound];

/** Lines that name no request, or none that is whole: the error has `id: null`. */
const noRequests: readonly (readonly [what: string, line: string | Uint8Array, code: number])[] = [
  ['a line that is not JSON', '{"jsonrpc":"2.0","id":1,\n', parseError],
  ['JSON that is an array', '[]\n', invalidRequest],
  ['JSON that is a text', '"hello"\n', invalidRequest],
  ['JSON that is null', 'null\n', invalidRequest],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]), parseError],
];

const candidate = { candidate: '', sdpMid: null, sdpMLineIndex: null };
const description = { type: 'offer', sdp: 'v=0\r\n' };
const onConnection = { pc: NOBODY };
const onChannel = { channel: NOBODY };

/** Requests and the code that answers them. */
const badRequests: readonly (readonly [what: string, method: string, params: object, code: number])[] = [
  ['a made-up method', 'thereIsNoSuchMethod', {}, methodNotFound],
  ['a method of its language', 'toString', {}, methodNotFound],
  ['a private method', '__init__', {}, methodNotFound],
  ['an unknown parameter', 'hello', { nonsense: 1 }, invalidParams],
  ['parameters in an array', 'hello', [1], invalidParams],
  ['a missing parameter', 'createDataChannel', {}, invalidParams],
  ['a parameter of the wrong type', 'closePeerConnection', { pc: 'one' }, invalidParams],
  ['a handle that is no whole number', 'closePeerConnection', { pc: 1.5 }, invalidParams],
  ['a word that is none of the allowed', 'createPeerConnection', { certificate: 'DSA' }, invalidParams],
  ['a number below zero', 'sendGenerated', { ...onChannel, count: 1, length: -1, seed: 1, text: true }, invalidParams],
  ['both text and base64', 'send', { ...onChannel, text: 'a', base64: 'YQ==' }, invalidParams],
  [`a line of ${LONG_BYTES / 2 ** 20} MiB`, 'send', { ...onChannel, text: 'x'.repeat(LONG_BYTES) }, unknownHandle],
];

/** Every method that takes a handle, with one that was never given out. */
const strangers: readonly (readonly [method: string, params: unknown])[] = [
  ['setLocalDescription', { ...onConnection, type: 'offer', trickle: false }],
  ['setRemoteDescription', { ...onConnection, description }],
  ['addIceCandidate', { ...onConnection, candidate }],
  ['restartIce', onConnection],
  ['createDataChannel', { ...onConnection, label: 'x' }],
  ['getPeerConnection', onConnection],
  ['getTransport', onConnection],
  ['getStats', onConnection],
  ['closePeerConnection', onConnection],
  ['getDataChannel', onChannel],
  ['setBufferedAmountLowThreshold', { ...onChannel, value: 1 }],
  ['send', { ...onChannel, text: 'x' }],
  ['sendGenerated', { ...onChannel, count: 1, length: 1, seed: 1, text: true }],
  ['collect', { ...onChannel, count: 1 }],
  ['getCollected', onChannel],
  ['closeDataChannel', onChannel],
];

/** Each on a process of its own: a peer that dies of one is heard about the others. */
export const shouts: readonly (readonly [what: string, shout: (checked: Party) => Promise<void>])[] = [
  ['lines that are no request', shoutLines],
  ['bad requests', shoutRequests],
  ['handles that were never given out', shoutStrangers],
  ['many requests at once', pipeline],
];

async function shoutLines(checked: Party): Promise<void> {
  const { talk } = checked;
  for (const [what, line, code] of noRequests) {
    const sent = typeof line === 'string' ? line.trim() : 'the bytes 22 ff fe 22';
    await judge(checked, what, sent, () => talk.say(line, [null]), [code]);
  }
  const id = talk.nextId();
  const unnamed = `{"jsonrpc":"2.0","id":${id}}`;
  // It may be answered under its id or under none.
  await judge(checked, 'a request without a method', unnamed, () => talk.say(`${unnamed}\n`, [id, null]), [
    invalidRequest,
  ]);
  const goesOn = await talk.ask('hello', {});
  if (goesOn.kind === 'result') checked.row('Shouting', 'it goes on after all that', 'works');
}

async function shoutRequests(checked: Party): Promise<void> {
  // A channel that there is: with a handle that there is not, error 3 would be right as well.
  const made = await checked.may('createPeerConnection', {});
  const channel = made === null ? null : await checked.may('createDataChannel', { pc: made.pc, label: 'shout' });
  for (const [what, method, params, code] of badRequests) {
    const real = code === invalidParams && channel !== null && 'channel' in params ? { ...params, ...channel } : params;
    const sent = `${method} ${excerpt(real)}`;
    await judge(checked, what, sent, () => checked.talk.ask(method, real), [code]);
  }
}

async function shoutStrangers(checked: Party): Promise<void> {
  for (const [method, params] of strangers) {
    const sent = `${method} ${excerpt(params)}`;
    const codes = [unknownHandle, ...lacking];
    await judge(checked, 'handles that were never given out', sent, () => checked.talk.ask(method, params), codes);
  }
}

async function judge(
  checked: Party,
  what: string,
  sent: string,
  ask: () => Promise<Reply>,
  codes: readonly number[],
): Promise<void> {
  if (checked.talk.isOver) {
    checked.row('Shouting', what, 'untried', 'the peer was of no use any more after what came before');
    return;
  }
  const reply = await ask();
  if (reply.kind === 'error' && codes.includes(reply.code)) {
    checked.row('Shouting', what, 'works');
    return;
  }
  const expected = `docs/peer-protocol.md (Errors): error ${codes[0] ?? ''}, and the peer goes on`;
  checked.row('Shouting', what, 'wrong', `sent ${sent}, ${describeReply(reply)}; ${expected}`);
}

/** Many requests before the first answer is read: each is answered, and once. */
async function pipeline(checked: Party): Promise<void> {
  const what = `${PIPELINED} requests at once`;
  const limitMs = Math.max(checked.waitMs, 10_000);
  const replies = await Promise.all(Array.from({ length: PIPELINED }, () => checked.talk.ask('hello', {}, limitMs)));
  const bad = replies.filter(({ kind }) => kind !== 'result');
  const [first] = bad;
  if (first === undefined) checked.row('Shouting', what, 'works');
  else
    checked.row(
      'Shouting',
      what,
      'wrong',
      `sent ${PIPELINED} times hello, ${bad.length} were not answered by a result, the first ${describeReply(first)}; docs/peer-protocol.md: each request is answered`,
    );
}
