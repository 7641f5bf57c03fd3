/** The handshake messages of a record in clear, as parts of a datagram (RFC 6347 section 4.2.2). */
import type { Role } from '../../model.ts';
import type { DtlsRoles, Part } from './packet.ts';
import type { Kind } from './rules.ts';

const header = 12;

/** RFC 5246 section 7.4, RFC 6347 section 4.3.2. */
const names = new Map<number, Kind>([
  [1, 'dtls:ClientHello'],
  [2, 'dtls:ServerHello'],
  [3, 'dtls:HelloVerifyRequest'],
  [11, 'dtls:Certificate'],
  [12, 'dtls:ServerKeyExchange'],
  [13, 'dtls:CertificateRequest'],
  [14, 'dtls:ServerHelloDone'],
  [15, 'dtls:CertificateVerify'],
  [16, 'dtls:ClientKeyExchange'],
]);

/** @returns null when it is no sequence of messages. Learns from the hellos who the DTLS client is. */
export function readMessages(content: Buffer, from: Role, roles: DtlsRoles): Part[] | null {
  const parts: Part[] = [];
  let at = 0;
  while (at < content.length) {
    if (at + header > content.length) return null;
    const type = content.readUInt8(at);
    const length = content.readUIntBE(at + 1, 3);
    const sequence = content.readUInt16BE(at + 4);
    const offset = content.readUIntBE(at + 6, 3);
    const fragment = content.readUIntBE(at + 9, 3);
    if (at + header + fragment > content.length) return null;
    if (type === 1) roles.client ??= from;
    if (type === 2) roles.client = from === 'client' ? 'server' : 'client';
    const name = names.get(type);
    const flight = flightOf(type, sequence, from === roles.client);
    parts.push({
      id: `${name ?? `dtls:handshake-${type}`}#${sequence}${fragment === length ? '' : `@${offset}`}`,
      kinds: new Set<Kind>(['any', 'dtls', 'dtls:handshake', ...(name ? [name] : []), ...(flight ? [flight] : [])]),
    });
    at += header + fragment;
  }
  return parts.length === 0 ? null : parts;
}

function flightOf(type: number, sequence: number, isDtlsClient: boolean): Kind | null {
  switch (type) {
    case 1:
      // The one with the cookie is the second message of the handshake, the first one and its copies are number 0.
      return sequence === 0 ? 'dtls:flight-1' : 'dtls:flight-3';
    case 3:
      return 'dtls:flight-2';
    case 2:
    case 12:
    case 13:
    case 14:
      return 'dtls:flight-4';
    case 11:
      return isDtlsClient ? 'dtls:flight-5' : 'dtls:flight-4';
    case 15:
    case 16:
      return 'dtls:flight-5';
    default:
      return null;
  }
}
