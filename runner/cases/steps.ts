/** Steps that many cases share: two connections, and the descriptions carried between them. */
import type { Channel } from '../peers/driven/channel.ts';
import type { ChannelInit, Connection, Description } from '../peers/driven/connection.ts';
import type { ConnectionOptions, World } from '../peers/driven/world.ts';

export interface Pair {
  readonly client: Connection;
  readonly server: Connection;
}

export interface PairOptions {
  readonly client?: ConnectionOptions;
  readonly server?: ConnectionOptions;
}

export async function createPair(world: World, options: PairOptions = {}): Promise<Pair> {
  const [client, server] = await Promise.all([
    world.createPeerConnection(world.client, options.client),
    world.createPeerConnection(world.server, options.server),
  ]);
  return { client, server };
}

export interface Exchange {
  /** Alters the offer on its way: the only place where a description is touched. */
  readonly alterOffer?: (sdp: string) => string;
  readonly alterAnswer?: (sdp: string) => string;
}

/** One offer and its answer, both with all candidates (RFC 8829 section 3.2). */
export async function exchange(
  { client, server }: Pair,
  { alterOffer, alterAnswer }: Exchange = {},
): Promise<{ offer: Description; answer: Description }> {
  const offer = await client.setLocalDescription('offer');
  await server.setRemoteDescription(alter(offer, alterOffer));
  const answer = await server.setLocalDescription('answer');
  await client.setRemoteDescription(alter(answer, alterAnswer));
  return { offer, answer };
}

function alter({ type, sdp }: Description, change?: (sdp: string) => string): Description {
  return { type, sdp: change === undefined ? sdp : change(sdp) };
}

export interface ChannelPair extends Pair {
  /** The client's end, open. */
  readonly near: Channel;
  /** The server's end, open. */
  readonly far: Channel;
}

/** A connected pair with one open data channel that the client created. */
export async function connectWithChannel(
  world: World,
  init: ChannelInit = { label: 'test' },
  options: PairOptions = {},
): Promise<ChannelPair> {
  const pair = await createPair(world, options);
  const near = await pair.client.createDataChannel(init);
  await exchange(pair);
  await Promise.all([pair.client.connected(), pair.server.connected()]);
  const far = await pair.server.announced();
  await Promise.all([near.opened(), far.opened()]);
  return { ...pair, near, far };
}
