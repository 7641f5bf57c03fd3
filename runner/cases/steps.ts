/** Steps that many cases share: two connections, and the descriptions carried between them. */
import type { Role } from '../model.ts';
import type { Channel } from '../peers/driven/channel.ts';
import type { ChannelInit, Connection, Description } from '../peers/driven/connection.ts';
import { UnsupportedError } from '../peers/driven/errors.ts';
import { CaseFailure, expectThat } from '../peers/driven/failure.ts';
import type { ConnectionOptions, Joined, World } from '../peers/driven/world.ts';
import { MissingLineError, readValue } from './sdp.ts';

export type Pair = Joined;

export type PairOptions = Partial<Record<Role, ConnectionOptions>>;

export interface Exchange {
  /** Alters the offer on its way: the only place where a description is touched. */
  readonly alterOffer?: (sdp: string) => string;
  readonly alterAnswer?: (sdp: string) => string;
}

export interface Exchanged {
  /** As the server got it. */
  readonly offer: Description;
  /** As the client got it. */
  readonly answer: Description;
}

/** One offer and its answer, both with all candidates (RFC 8829 section 3.2). */
export async function exchange(
  { client, server }: Pair,
  { alterOffer, alterAnswer }: Exchange = {},
): Promise<Exchanged> {
  const offer = alter(await client.setLocalDescription('offer'), 'client', alterOffer);
  await server.setRemoteDescription(offer);
  const answer = alter(await server.setLocalDescription('answer'), 'server', alterAnswer);
  await client.setRemoteDescription(answer);
  return { offer, answer };
}

/** @throws CaseFailure when its maker left out what the case alters */
function alter({ type, sdp }: Description, side: Role, change?: (sdp: string) => string): Description {
  try {
    return { type, sdp: change === undefined ? sdp : change(sdp) };
  } catch (error) {
    if (!(error instanceof MissingLineError)) throw error;
    throw new CaseFailure({ side, stage: 'signalling', reference: error.reference }, `the ${type} ${error.message}`);
  }
}

/** What a side was told to show in the handshake is what it showed (W3C WebRTC section 4.9.1), where the link saw one. */
export async function expectCertificates(world: World, pair: Pair, options: PairOptions): Promise<void> {
  for (const side of ['client', 'server'] as const) {
    const wanted = options[side]?.certificate;
    const keys = wanted === undefined ? null : await world.keysShownBy(pair[side]);
    if (keys === null || keys.length === 0) continue;
    const expected = wanted === 'RSA' ? 'rsa' : 'ec';
    const claim = { side, stage: 'DTLS', reference: 'W3C WebRTC section 4.9.1' } as const;
    expectThat(claim, 'the kinds of the certificates that it showed', keys, keys.includes(expected), expected);
  }
}

/** A pair that is to connect: with a data channel, so that there is something to offer. */
export async function createPairWithChannel(
  world: World,
  options: PairOptions = {},
  init: ChannelInit = { label: 'test' },
): Promise<Pair & { readonly near: Channel }> {
  const pair = await world.createPair(options);
  return { ...pair, near: await pair.client.createDataChannel(init) };
}

export async function bothConnected({ client, server }: Pair): Promise<void> {
  await Promise.all([client.connected(), server.connected()]);
}

export interface Ends {
  /** The end that was created, open. */
  readonly near: Channel;
  /** The end that was announced to the other side, open. */
  readonly far: Channel;
}

export interface ChannelPair extends Pair, Ends, Exchanged {}

/** A connected pair with one open data channel that the client created. */
export async function connectWithChannel(
  world: World,
  { options, alter: alterations }: { readonly options?: PairOptions; readonly alter?: Exchange } = {},
): Promise<ChannelPair> {
  const { near, ...pair } = await createPairWithChannel(world, options);
  const exchanged = await exchange(pair, alterations);
  await bothConnected(pair);
  const far = await pair.server.announced();
  await bothOpen({ near, far });
  return { ...pair, ...exchanged, near, far };
}

export async function bothOpen({ near, far }: Ends): Promise<void> {
  await Promise.all([near.opened(), far.opened()]);
}

/**
 * One more channel on a connected pair, opened in-band by `from`; nothing else may be opened at the time.
 * @param what in words, for the sentence when it does not come
 */
export async function openChannel(
  from: Connection,
  to: Connection,
  init: ChannelInit,
  { reference, what }: { readonly reference?: string; readonly what?: string } = {},
): Promise<Ends> {
  const near = await from.createDataChannel(init);
  const ends = { near, far: await to.announced(reference, what) };
  await bothOpen(ends);
  return ends;
}

/** Does all at once and waits for all, so that nothing goes on behind a case that failed. @throws the first failure */
export async function together<T extends readonly unknown[]>(
  steps: readonly [...T],
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  const all = Promise.all(steps);
  await Promise.allSettled([all, ...steps]);
  return all;
}

/** Does a step for each value, one after the other. What a side cannot do is told last: the rest is checked all the same. */
export async function forEachSupported<T>(values: readonly T[], step: (value: T) => Promise<void>): Promise<void> {
  const [first] = await collectUnsupported(values, step);
  if (first !== undefined) throw first;
}

/** Does a step for each value that the two sides can do. @throws UnsupportedError where that is none of them */
export async function forAnySupported<T>(values: readonly T[], step: (value: T) => Promise<void>): Promise<void> {
  const unsupported = await collectUnsupported(values, step);
  const [first] = unsupported;
  if (first !== undefined && unsupported.length === values.length) throw first;
}

/** @throws what is not about a missing feature, at once */
async function collectUnsupported<T>(
  values: readonly T[],
  step: (value: T) => Promise<void>,
): Promise<readonly UnsupportedError[]> {
  const unsupported: UnsupportedError[] = [];
  for (const value of values) {
    try {
      await step(value);
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      unsupported.push(error);
    }
  }
  return unsupported;
}

/** Who began the DTLS handshake, by the answer (RFC 8842 section 5.3). */
export function dtlsClientOf({ answer }: Exchanged): Role {
  return readValue(answer.sdp, 'setup') === 'active' ? 'server' : 'client';
}
