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
import { consentLost } from './consent-lost.ts';
import { dataChannelEcho } from './data-channel-echo.ts';
import { delay } from './delay.ts';
import { dtlsLoss } from './dtls-loss.ts';
import { dtlsOffererActive } from './dtls-offerer-active.ts';
import { dtlsReorder } from './dtls-reorder.ts';
import { duplicate } from './duplicate.ts';
import { fingerprintMismatch } from './fingerprint-mismatch.ts';
import { iceLite } from './ice-lite.ts';
import { iceRestart } from './ice-restart.ts';
import { iceTcp } from './ice-tcp.ts';
import { iceWrongPassword } from './ice-wrong-password.ts';
import { ipv6 } from './ipv6.ts';
import { manyChannels } from './many-channels.ts';
import { manyConnections } from './many-connections.ts';
import { maxPacketLifeTime } from './max-packet-life-time.ts';
import { maxRetransmits } from './max-retransmits.ts';
import { messageBurst } from './message-burst.ts';
import { messageEmpty } from './message-empty.ts';
import { messageSizes } from './message-sizes.ts';
import { messageTooLarge } from './message-too-large.ts';
import { messageTypes } from './message-types.ts';
import { narrow } from './narrow.ts';
import { peerConnection } from './peer-connection.ts';
import { reliableUnderLoss } from './reliable-under-loss.ts';
import { teardown } from './teardown.ts';
import { throughput } from './throughput.ts';
import { trickle } from './trickle.ts';
import { turnRelay } from './turn-relay.ts';
import { turnTls } from './turn-tls.ts';
import { unordered } from './unordered.ts';

export const catalogue: readonly ScriptedCase[] = [
  peerConnection,
  dtlsOffererActive,
  fingerprintMismatch,
  iceWrongPassword,
  certificateRsa,
  certificateMixed,
  trickle,
  iceRestart,
  consentLost,
  teardown,
  manyConnections,
  ipv6,
  iceTcp,
  turnRelay,
  turnTls,
  iceLite,
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
  unordered,
  maxRetransmits,
  maxPacketLifeTime,
  reliableUnderLoss,
  channelClose,
  manyChannels,
  bufferedAmount,
  throughput,
  dtlsLoss,
  dtlsReorder,
  delay,
  narrow,
  duplicate,
];
