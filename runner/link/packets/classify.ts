/** What a datagram is, by its first two bytes: several protocols share one path (RFC 7983; RFC 9443; RFC 5761). */

/** `turn`: TURN channel data. `other`: ZRTP, QUIC, and what nobody has assigned. */
export type PacketClass = 'stun' | 'dtls' | 'rtp' | 'rtcp' | 'turn' | 'other';

/** The shortest datagrams that can be what their first byte says; shorter ones are `other`. */
const SHORTEST_RTP = 12;
const SHORTEST_RTCP = 4;

/** RFC 7983 section 7 as RFC 9443 section 3 updates it; RTCP by RFC 5761 section 4. Never throws. */
export function classify(bytes: Buffer): PacketClass {
  const first = bytes[0];
  if (first === undefined) return 'other';
  if (first < 4) return 'stun';
  if (first < 20) return 'other';
  if (first < 64) return 'dtls';
  if (first < 80) return 'turn';
  if (first < 128 || first > 191) return 'other';
  const second = bytes[1] ?? 0;
  if (second >= 192 && second <= 223) return bytes.length >= SHORTEST_RTCP ? 'rtcp' : 'other';
  return bytes.length >= SHORTEST_RTP ? 'rtp' : 'other';
}

/** The SSRC of an RTP packet, or of the sender of an RTCP one; null where it is cut off (RFC 3550 sections 5.1, 6.4). */
export function readSsrc(bytes: Buffer, kind: 'rtp' | 'rtcp'): number | null {
  const at = kind === 'rtp' ? 8 : 4;
  return bytes.length >= at + 4 ? bytes.readUInt32BE(at) : null;
}
