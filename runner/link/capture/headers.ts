/** The IPv4 and UDP headers that a datagram is given in a capture file; the link itself sees only payloads. */

/** IPv4. */
export type Address = readonly [number, number, number, number];

export interface Endpoint {
  readonly address: Address;
  readonly port: number;
}

const ipHeader = 20;
const udpHeader = 8;
const udp = 17;

/** An IPv4 packet (RFC 791) with a UDP datagram (RFC 768) in it, both checksums correct. At most 65,507 bytes of payload. */
export function wrapInUdp(source: Endpoint, destination: Endpoint, payload: Uint8Array): Buffer {
  const packet = Buffer.alloc(ipHeader + udpHeader + payload.length);
  packet.writeUInt8(0x45, 0);
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(0x4000, 6); // Do not fragment.
  packet.writeUInt8(64, 8);
  packet.writeUInt8(udp, 9);
  packet.set(source.address, 12);
  packet.set(destination.address, 16);
  packet.writeUInt16BE(complement(sum(packet, 0, ipHeader)), 10);
  packet.writeUInt16BE(source.port, 20);
  packet.writeUInt16BE(destination.port, 22);
  packet.writeUInt16BE(udpHeader + payload.length, 24);
  packet.set(payload, ipHeader + udpHeader);
  // The pseudo header: both addresses, the protocol and the length.
  const pseudo = sum(packet, 12, ipHeader) + udp + udpHeader + payload.length;
  // RFC 768: a checksum of zero is sent as all ones, zero means that there is none.
  packet.writeUInt16BE(complement(pseudo + sum(packet, ipHeader, packet.length)) || 0xffff, 26);
  return packet;
}

/** The sum of 16-bit words that the Internet checksum is made of (RFC 1071). 65,535 bytes stay far below 2^53. */
function sum(bytes: Buffer, from: number, to: number): number {
  let total = 0;
  for (let at = from; at < to; at += 2) {
    total += ((bytes[at] ?? 0) << 8) | (at + 1 < to ? (bytes[at + 1] ?? 0) : 0);
  }
  return total;
}

function complement(total: number): number {
  let folded = total;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}
