/** W3C's names and values -> node-datachannel's, and back. */
import type { DataChannelInitConfig, RtcConfig } from 'node-datachannel';
import { shareRsaCertificate } from '../shared/certificate.ts';
import type { ChannelOptions, Connection, ConnectionOptions } from '../shared/stack.ts';

export function toConfiguration(options: ConnectionOptions): RtcConfig {
  const { certificate, iceServers, iceTransportPolicy, iceTcp } = options;
  // Its default is ECDSA with P-256; it makes RSA only for callers in C++, but takes one as PEM.
  const rsa = certificate === 'RSA' ? shareRsaCertificate() : undefined;
  return {
    // Credentials are a part of the URL here.
    iceServers: (iceServers ?? []).map(({ urls, username, credential }) =>
      username === undefined
        ? urls
        : urls.replace(':', `:${encodeURIComponent(username)}:${encodeURIComponent(credential ?? '')}@`),
    ),
    // Without it createDataChannel and setRemoteDescription would set local descriptions themselves.
    disableAutoNegotiation: true,
    ...(iceTransportPolicy && { iceTransportPolicy }),
    ...(iceTcp && { enableIceTcp: true }),
    ...(rsa && { certificatePemFile: rsa.certificate, keyPemFile: rsa.key }),
  };
}

/** RTCDataChannelInit in the names of this stack. */
export function toInit({ ordered, ...same }: ChannelOptions): DataChannelInitConfig {
  return { ...same, ...(ordered !== undefined && { unordered: !ordered }) };
}

/** The library itself writes `in-progress`, against the types of its binding. */
export function toGatheringState(state: string): Connection['iceGatheringState'] {
  return state === 'new' || state === 'complete' ? state : 'gathering';
}
