/**
 * Descriptions led through the link (RFC 8839): their candidates name a relay socket instead of the peer. Pure. Nothing
 * else of a description is touched, so that what a peer wrote is what the other one reads.
 */

export interface Address {
  readonly address: string;
  readonly port: number;
}

/** What the link has to know of a description's maker. */
export interface DescriptionFacts {
  /** The first candidate that a relay of UDP over IPv4 can reach; null where there is none. */
  readonly candidate: Address | null;
  readonly ufrag: string | null;
  readonly password: string | null;
  /** As written: `sha-256 AB:CD:…` (RFC 8122 section 5). */
  readonly fingerprints: readonly string[];
}

/** foundation component transport priority address port `typ` type (RFC 8839 section 5.1). */
const CANDIDATE = /^(a=candidate:|candidate:)(\S+) (\d+) (\S+) (\d+) (\S+) (\d+) typ (\S+)(.*)$/i;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

interface Parsed {
  readonly address: Address;
  readonly moveTo: (to: Address) => string;
}

/** Null for a candidate that the relay cannot stand for: TCP, IPv6, mDNS names, RTCP's component, not of a host. */
function parseUsable(line: string): Parsed | null {
  const match = CANDIDATE.exec(line);
  if (match === null) return null;
  const [, name = '', foundation = '', component, transport = '', priority = '', address = '', port, type, rest] =
    match;
  if (component !== '1' || transport.toLowerCase() !== 'udp' || type?.toLowerCase() !== 'host') return null;
  if (!IPV4.test(address)) return null;
  return {
    address: { address, port: Number(port) },
    moveTo: (to) => `${name}${foundation} 1 ${transport} ${priority} ${to.address} ${to.port} typ ${type}${rest ?? ''}`,
  };
}

/** One usable candidate a media section stays, and names `to`; lines keep their ends and their order. */
export function leadThrough(sdp: string, to: Address): string {
  let kept = false;
  const lines = sdp.split(/(?<=\n)/);
  return lines
    .filter((line) => {
      if (line.startsWith('m=')) kept = false;
      if (!/^a=candidate:/i.test(line)) return true;
      if (kept || parseUsable(line.trimEnd()) === null) return false;
      kept = true;
      return true;
    })
    .map((line) => {
      const text = line.trimEnd();
      const usable = /^a=candidate:/i.test(text) ? parseUsable(text) : null;
      return usable === null ? line : usable.moveTo(to) + line.slice(text.length);
    })
    .join('');
}

/** A candidate that came by itself (RFC 8838), with or without its `a=`; null where the relay cannot stand for it. */
export function leadCandidateThrough(candidate: string, to: Address): string | null {
  return parseUsable(candidate.trimEnd())?.moveTo(to) ?? null;
}

export function readCandidate(candidate: string): Address | null {
  return parseUsable(candidate.trimEnd())?.address ?? null;
}

export function readFacts(sdp: string): DescriptionFacts {
  const lines = sdp.split(/\r?\n/);
  const values = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`a=${name}:`)).map((line) => line.slice(name.length + 3).trim());
  const usable = lines.map(parseUsable).find((parsed) => parsed !== null);
  return {
    candidate: usable?.address ?? null,
    ufrag: values('ice-ufrag')[0] ?? null,
    password: values('ice-pwd')[0] ?? null,
    fingerprints: [...new Set(values('fingerprint'))],
  };
}
