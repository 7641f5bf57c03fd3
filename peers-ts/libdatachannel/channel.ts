import type { DataChannel } from 'node-datachannel';
import type { Channel, ChannelListener } from '../shared/stack.ts';
import { guard } from './callbacks.ts';

/** Gives a channel its listener, which `choose` makes. */
export function adopt(native: DataChannel, choose: (channel: Channel) => ChannelListener): Channel {
  const channel: Channel = {
    label: native.getLabel(),
    // The other properties of an RTCDataChannel it does not have.
    properties: () => ({
      label: native.getLabel(),
      protocol: native.getProtocol(),
      id: native.getId() < 0 ? null : native.getId(),
      ...(native.isOpen() && { readyState: 'open' }),
      bufferedAmount: native.bufferedAmount(),
    }),
    setBufferedAmountLowThreshold: (value) => {
      native.setBufferedAmountLowThreshold(value);
    },
    // False only says that the message is queued until the other side has taken in earlier ones.
    send: (message) => {
      if (typeof message === 'string') native.sendMessage(message);
      else native.sendMessageBinary(message);
    },
    close: () => {
      native.close();
    },
  };
  const listener = choose(channel);
  let isOpen = false;
  const open = (): void => {
    if (!isOpen) listener.happened('open');
    isOpen = true;
  };
  native.onMessage(
    guard((message) => {
      // It may overtake `open`, see afterOtherEvents.
      open();
      listener.received(message instanceof ArrayBuffer ? Buffer.from(message) : message);
    }),
  );
  native.onClosed(
    guard(() => {
      listener.happened('close');
    }),
  );
  native.onError(
    guard((error) => {
      listener.failed(error);
    }),
  );
  native.onBufferedAmountLow(
    guard(() => {
      listener.happened('bufferedamountlow');
    }),
  );
  native.onOpen(guard(open));
  if (native.isOpen()) open();
  return channel;
}
