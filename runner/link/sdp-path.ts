/**
 * Descriptions led through the link (RFC 8839): their candidates name a relay socket instead of the peer, and so does
 * the default destination, which has to be one of them. Pure. Nothing else of a description is touched, so that what a
 * peer wrote is what the other one reads.
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

/** A host's name, as mDNS candidates have it. */
const NAME = /^(?=.*[a-z])[a-z0-9.-]+$/i;

interface Parsed {
  /** Null where it is a name: the relay learns what is behind it. */
  readonly address: Address | null;
  readonly moveTo: (to: Address) => string;
}

/** Null for a candidate that the relay cannot stand for: TCP, IPv6, RTCP's component, not of a host. */
function parseUsable(line: string): Parsed | null {
  const match = CANDIDATE.exec(line);
  if (match === null) return null;
  const [, name = '', foundation = '', component, transport = '', priority = '', address = '', port, type, rest] =
    match;
  if (component !== '1' || transport.toLowerCase() !== 'udp' || type?.toLowerCase() !== 'host') return null;
  const isNumber = IPV4.test(address);
  if (!isNumber && !NAME.test(address)) return null;
  return {
    address: isNumber ? { address, port: Number(port) } : null,
    moveTo: (to) => `${name}${foundation} 1 ${transport} ${priority} ${to.address} ${to.port} typ ${type}${rest ?? ''}`,
  };
}

const isCandidate = (line: string): boolean => /^a=candidate:/i.test(line);

/** One usable candidate a media section stays, with a number where there is one; lines keep their ends and their order. */
export function leadThrough(sdp: string, to: Address): string {
  const [session = '', ...sections] = sdp.split(/^(?=m=)/m).map((part) => leadSection(part, to));
  // Where a section has no address of its own, the session's is its default (RFC 8866 section 5.7).
  const isDefault = sections.some((section) => hasDefault(section) && !/^c=/m.test(section));
  return [isDefault ? moveConnection(session, to) : session, ...sections].join('');
}

function leadSection(section: string, to: Address): string {
  const lines = section.split(/(?<=\n)/);
  const usable = lines.map((line) => (isCandidate(line) ? parseUsable(line.trimEnd()) : null));
  const numbered = usable.findIndex((parsed) => (parsed?.address ?? null) !== null);
  const kept = numbered >= 0 ? numbered : usable.findIndex((parsed) => parsed !== null);
  const text = lines
    .map((line, index) =>
      index === kept ? (usable[index]?.moveTo(to) ?? '') + line.slice(line.trimEnd().length) : line,
    )
    .filter((line, index) => index === kept || !isCandidate(line))
    .join('');
  if (!hasDefault(text)) return text;
  return moveConnection(text, to).replace(/^(m=\S+ )\d+/, `$1${to.port}`);
}

/** Whether it names a default destination; port 9 stands for none (RFC 8840 section 4.1.1), 0 for no section. */
function hasDefault(section: string): boolean {
  return !/^m=\S+ [09](?:\/\d+)? /.test(section) && section.startsWith('m=') && /^a=candidate:/im.test(section);
}

function moveConnection(text: string, to: Address): string {
  return text.replaceAll(/^c=IN IP[46] [^\s/]+/gm, `c=IN IP4 ${to.address}`);
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
  const media = lines.slice(lines.findIndex((line) => line.startsWith('m=')));
  const values = (name: string, of = lines): string[] =>
    of.filter((line) => line.startsWith(`a=${name}:`)).map((line) => line.slice(name.length + 3).trim());
  // What a media section says goes before what the session says (RFC 8839 section 5.4).
  const first = (name: string): string | null => values(name, media)[0] ?? values(name)[0] ?? null;
  const usable = lines.map((line) => parseUsable(line)?.address ?? null).find((address) => address !== null);
  return {
    candidate: usable ?? null,
    ufrag: first('ice-ufrag'),
    password: first('ice-pwd'),
    fingerprints: [...new Set(values('fingerprint'))],
  };
}
