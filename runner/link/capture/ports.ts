/**
 * The addresses that a capture file shows instead of the real ones. They are fixed because real source ports change in
 * mid-connection, which breaks Wireshark's conversations, and they are chosen so that Wireshark 4.6 and later decodes
 * STUN, DTLS, SRTP, SCTP and DCEP with nothing to configure:
 * - a datagram whose lower port is 5868 is given to the DTLS dissector, which finds SCTP inside by port 9899;
 * - it looks at the source port of the first application data first, so whoever sends that has 9899;
 * - STUN would be taken for DTLS there, so it has a port of its own, 3478.
 * Measured with tshark 4.6.9; before 4.6 Wireshark does not know SCTP in DTLS and shows the decrypted bytes.
 */
import type { Role } from '../../model.ts';
import { isOfDtls } from './content.ts';
import type { Address, Endpoint } from './headers.ts';

export interface Ports {
  readonly client: number;
  readonly server: number;
}

const stunPort = 3478;
const sctpPort = 9899;
const dtlsPort = 5868;
const hosts = { client: 1, server: 2 } as const;

/** The client of the third path is 10.0.2.1, its server 10.0.2.2. `path` counts from 0, up to 65,535. */
export function addressOf(side: Role, path: number): Address {
  return [10, (path >> 8) & 0xff, path & 0xff, hosts[side]];
}

/** The ports of DTLS, RTP and RTCP on a path. `first`: who sends application data first; null if nobody does. */
export function choosePorts(first: Role | null): Ports {
  return first === 'server' ? { client: dtlsPort, server: sctpPort } : { client: sctpPort, server: dtlsPort };
}

export function endpointOf(side: Role, path: number, bytes: Buffer, ports: Ports): Endpoint {
  return { address: addressOf(side, path), port: isOfDtls(bytes) ? ports[side] : stunPort };
}
