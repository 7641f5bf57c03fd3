/** The catalogue, in the order of lists and reports. A new case is one file and one line here. */
import type { ScriptedCase } from './case.ts';
import { bufferedAmount } from './buffered-amount.ts';
import { certificateMixed } from './certificate-mixed.ts';
import { certificateRsa } from './certificate-rsa.ts';
import { channelAfterConnect } from './channel-after-connect.ts';
import { channelClose } from './channel-close.ts';
import { channelIds } from './channel-ids.ts';
import { channelLabel } from './channel-label.ts';
import { channelNegotiated } from './channel-negotiated.ts';
import { channelOptions } from './channel-options.ts';
import { dataChannelEcho } from './data-channel-echo.ts';
import { dtlsOffererActive } from './dtls-offerer-active.ts';
import { fingerprintMismatch } from './fingerprint-mismatch.ts';
import { iceRestart } from './ice-restart.ts';
import { iceWrongPassword } from './ice-wrong-password.ts';
import { manyChannels } from './many-channels.ts';
import { manyConnections } from './many-connections.ts';
import { messageBurst } from './message-burst.ts';
import { messageEmpty } from './message-empty.ts';
import { messageSizes } from './message-sizes.ts';
import { messageTooLarge } from './message-too-large.ts';
import { messageTypes } from './message-types.ts';
import { peerConnection } from './peer-connection.ts';
import { teardown } from './teardown.ts';
import { trickle } from './trickle.ts';

export const catalogue: readonly ScriptedCase[] = [
  peerConnection,
  dtlsOffererActive,
  fingerprintMismatch,
  iceWrongPassword,
  certificateRsa,
  certificateMixed,
  trickle,
  iceRestart,
  teardown,
  manyConnections,
  dataChannelEcho,
  channelLabel,
  channelOptions,
  channelNegotiated,
  channelIds,
  channelAfterConnect,
  messageEmpty,
  messageTypes,
  messageSizes,
  messageTooLarge,
  messageBurst,
  channelClose,
  manyChannels,
  bufferedAmount,
];
