/** The methods of docs/peer-protocol.md, part two, over the stack's own API. No test logic: what is told is done. */
import { describe, openSession } from '../connection.ts';
import type { ChannelListener, Message, Stack } from '../stack.ts';
import { findVersion } from '../version.ts';
import { Collector } from './collector.ts';
import { generate } from './generated.ts';
import * as is from './parameters.ts';
import { Table, type Inbox } from './table.ts';

/** Does what a request asks; what needs no waiting is done before it returns, so that requests keep their order. */
export type Method = (params: unknown) => unknown;

/** Sends a notification. */
export type Notify = (name: string, params: Readonly<Record<string, unknown>>) => void;

export interface Driver {
  readonly methods: ReadonlyMap<string, Method>;
  closeAll(): Promise<void>;
}

/** The version of the protocol. */
const protocol = 1;

const pc = is.positive;
const channel = is.positive;
const type = is.oneOf('offer', 'answer');
const description = is.object({ type, sdp: is.string });
const candidate = is.object({
  candidate: is.string,
  sdpMid: is.nullable(is.string),
  sdpMLineIndex: is.nullable(is.count),
});
const iceServer = is.object({
  urls: is.string,
  username: is.optional(is.string),
  credential: is.optional(is.string),
});

export function createDriver(stack: Stack, notify: Notify): Driver {
  const table = new Table();
  /** Connections whose candidates are told one by one. */
  const trickling = new Set<number>();

  const listen = (handle: number, inbox: Inbox): ChannelListener => ({
    happened: (event) => {
      notify(event, { channel: handle });
    },
    failed: (message) => {
      notify('error', { channel: handle, message });
    },
    received: (message) => {
      if (inbox.collector === null) notify('message', { channel: handle, ...encode(message) });
      else if (inbox.collector.add(message)) notify('collected', { channel: handle, ...inbox.collector.sum() });
    },
  });

  const createPeerConnection = async (options: Parameters<Stack['open']>[0]): Promise<unknown> => {
    const handle = table.next();
    const session = await openSession(stack, options, {
      changed: (event, state) => {
        notify(event, { pc: handle, state });
      },
      found: (found) => {
        if (trickling.has(handle)) notify('icecandidate', { pc: handle, candidate: found });
      },
      announced: (announced) => {
        const inbox = { collector: null };
        const number = table.next();
        table.addChannel(number, handle, { channel: announced, inbox });
        notify('datachannel', { pc: handle, channel: number });
        return listen(number, inbox);
      },
      keyLog: (line) => {
        notify('keylog', { pc: handle, line });
      },
    });
    table.addConnection(handle, session);
    return { pc: handle };
  };

  const closePeerConnection = async (handle: number): Promise<void> => {
    if (table.isGone(handle)) return;
    const { connection, signal } = table.session(handle);
    await connection.close();
    signal.fire();
    trickling.delete(handle);
    table.retire(handle);
  };

  const methods = new Map<string, Method>([
    method('hello', {}, () => ({
      implementation: stack.implementation,
      version: findVersion(stack.package),
      language: stack.language,
      protocol,
    })),
    method(
      'createPeerConnection',
      {
        certificate: is.optional(is.oneOf('ECDSA', 'RSA')),
        iceServers: is.optional(is.list(iceServer)),
        iceTransportPolicy: is.optional(is.oneOf('all', 'relay')),
        trustedRoots: is.optional(is.string),
        iceLite: is.optional(is.boolean),
        iceTcp: is.optional(is.oneOf('active', 'passive')),
        keyLog: is.optional(is.boolean),
      },
      createPeerConnection,
    ),
    method('setLocalDescription', { pc, type, trickle: is.boolean }, async (params) => {
      const session = table.session(params.pc);
      if (!params.trickle) return describe(session, params.type);
      trickling.add(params.pc);
      return session.connection.setLocalDescription(params.type);
    }),
    method('setRemoteDescription', { pc, description }, (params) =>
      table.session(params.pc).connection.setRemoteDescription(params.description),
    ),
    method('addIceCandidate', { pc, candidate }, (params) =>
      table.session(params.pc).connection.addIceCandidate(params.candidate),
    ),
    method('restartIce', { pc }, (params) => {
      table.session(params.pc).connection.restartIce();
    }),
    method(
      'createDataChannel',
      {
        pc,
        label: is.string,
        ordered: is.optional(is.boolean),
        maxRetransmits: is.optional(is.count),
        maxPacketLifeTime: is.optional(is.count),
        protocol: is.optional(is.string),
        negotiated: is.optional(is.boolean),
        id: is.optional(is.count),
      },
      ({ pc: owner, label, ...options }) => {
        const { connection } = table.session(owner);
        const inbox = { collector: null };
        const handle = table.next();
        const created = connection.createDataChannel(label, options, listen(handle, inbox));
        table.addChannel(handle, owner, { channel: created, inbox });
        return { channel: handle };
      },
    ),
    method('getPeerConnection', { pc }, (params) => {
      const { connection } = table.session(params.pc);
      const { connectionState, iceConnectionState, iceGatheringState, signalingState } = connection;
      const { dtlsState, sctpState, localDescription, remoteDescription, maxMessageSize } = connection;
      const states = { connectionState, iceConnectionState, iceGatheringState, signalingState, dtlsState, sctpState };
      return { ...states, localDescription, remoteDescription, maxMessageSize };
    }),
    method('getDataChannel', { channel }, (params) => table.channel(params.channel).channel.properties()),
    method('getTransport', { pc }, (params) => table.session(params.pc).connection.getTransport()),
    method('getStats', { pc }, async (params) => ({
      stats: await table.session(params.pc).connection.getStats(),
    })),
    method('setBufferedAmountLowThreshold', { channel, value: is.amount }, (params) => {
      table.channel(params.channel).channel.setBufferedAmountLowThreshold(params.value);
    }),
    method('send', { channel, text: is.optional(is.string), base64: is.optional(is.base64) }, (params) => {
      const message = is.oneOfBoth(params.text, params.base64, 'text', 'base64');
      table.channel(params.channel).channel.send(message);
    }),
    method(
      'sendGenerated',
      { channel, count: is.positive, length: is.count, seed: is.word32, text: is.boolean },
      (params) => {
        const { channel: sender } = table.channel(params.channel);
        for (const message of generate(params)) sender.send(message);
        return { bytes: params.count * params.length };
      },
    ),
    method('collect', { channel, count: is.positive }, (params) => {
      table.channel(params.channel).inbox.collector = new Collector(params.count);
    }),
    method('getCollected', { channel }, (params) => {
      const { collector } = table.channel(params.channel).inbox;
      if (collector === null) throw new is.InvalidParametersError('channel: collect was not asked of it');
      return collector.sum();
    }),
    method('closeDataChannel', { channel }, (params) => {
      table.channel(params.channel).channel.close();
    }),
    method('closePeerConnection', { pc }, (params) => closePeerConnection(params.pc)),
  ]);

  return {
    methods,
    closeAll: async () => {
      await Promise.allSettled(table.open().map(closePeerConnection));
    },
  };
}

/** One method with the shape of its parameters. */
function method<S extends is.Shape>(
  name: string,
  shape: S,
  act: (params: is.Checked<S>) => unknown,
): readonly [string, Method] {
  const check = is.object(shape);
  return [name, (params) => act(check(params, 'params'))];
}

function encode(message: Message): { text: string } | { base64: string } {
  return typeof message === 'string' ? { text: message } : { base64: message.toString('base64') };
}
