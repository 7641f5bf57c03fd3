/** The few alterations that cases make to a description on its way, and what they read from one. Pure. */

/** A description lacks the line that a case alters: a finding about whoever made it. */
export class MissingLineError extends Error {
  override readonly name = 'MissingLineError';
  readonly reference: string;
  constructor(attribute: string, reference: string) {
    super(`has no line a=${attribute}`);
    this.reference = reference;
  }
}

/** RFC 8841 section 6: what a description without `a=max-message-size` means. */
const DEFAULT_MAX_MESSAGE_SIZE = 65_536;

/** One digit of every fingerprint is another one: no certificate matches any of them (RFC 8122 section 5). */
export function alterFingerprints(sdp: string): string {
  return replaceValues(sdp, 'fingerprint', 'RFC 8122 section 5', (value) => {
    const last = value.slice(-1);
    return value.slice(0, -1) + (last === '0' ? '1' : '0');
  });
}

/** Another password of the same length, and still one by the grammar (RFC 8839 section 5.4). */
export function alterIcePasswords(sdp: string): string {
  return replaceValues(sdp, 'ice-pwd', 'RFC 8839 section 5.4', (value) => {
    const first = value.slice(0, 1);
    return (first === 'x' ? 'y' : 'x') + value.slice(1);
  });
}

/** The DTLS role that is offered: `active` makes the offerer the client (RFC 8842 section 5.2). */
export function setSetup(sdp: string, setup: 'active' | 'passive'): string {
  return replaceValues(sdp, 'setup', 'RFC 8842 section 5.2', () => setup);
}

/** As a trickling agent sends it before it has gathered anything (RFC 8838 section 4). */
export function withoutCandidates(sdp: string): string {
  return sdp.replaceAll(/^a=(?:candidate:[^\r\n]*|end-of-candidates[^\r\n]*)\r?\n/gm, '');
}

/**
 * Host candidates over UDP with an IPv6 address, and no others (RFC 8839 section 5.1). One that is of the local link
 * alone would need the name of an interface, and the loopback one reaches nobody else.
 */
export function onlyIpv6Candidates(sdp: string): string {
  return filterCandidates(
    sdp,
    ({ transport, type, address }) =>
      transport === 'udp' && type === 'host' && address.includes(':') && isReachable(address),
  );
}

/**
 * Host candidates of this kind over TCP with an IPv4 address, and no others (RFC 6544 section 4.5). That these are all
 * is not said any more: of an active side none may be left.
 */
export function onlyTcpCandidates(sdp: string, kind: 'active' | 'passive'): string {
  return filterCandidates(
    sdp.replaceAll(/^a=end-of-candidates[^\r\n]*\r?\n/gm, ''),
    ({ transport, type, address, rest }) =>
      transport === 'tcp' &&
      type === 'host' &&
      rest.startsWith(`tcptype ${kind}`) &&
      !address.includes(':') &&
      isReachable(address),
  );
}

/** Candidates that the TURN server at this address relays for the description's maker, and no others (RFC 8839 section 5.1). */
export function onlyRelayCandidates(sdp: string, turnAddress: string): string {
  return filterCandidates(sdp, ({ type, address }) => type === 'relay' && address === turnAddress);
}

/** Its address and port; null where no candidate is relayed. */
export function findRelayCandidate(sdp: string): string | null {
  const found = /^a=candidate:(?:\S+ ){4}(\S+) (\d+) typ relay(?!\S)/m.exec(sdp);
  return found === null ? null : `${found[1] ?? ''} ${found[2] ?? ''}`;
}

/** Where a description says that its maker is a lite agent: before its first section, or in one (RFC 8866 section 5). */
export function findIceLite(sdp: string): 'session' | 'section' | null {
  const lines = sdp.split(/\r?\n/);
  const at = lines.indexOf('a=ice-lite');
  if (at < 0) return null;
  return lines.slice(0, at).some((line) => line.startsWith('m=')) ? 'section' : 'session';
}

/**
 * A receiver that takes any size, or a very large one, asked for at most `largest` bytes: less than it promised, so
 * that a case can send a message of exactly that size (RFC 8841 section 6). Others keep what they say or mean.
 */
export function capMaxMessageSize(sdp: string, largest: number): string {
  return readMaxMessageSize(sdp) <= largest
    ? sdp
    : replaceValues(sdp, 'max-message-size', 'RFC 8841 section 6', () => String(largest));
}

/** The largest message that the description's maker takes, bytes; Infinity where it says 0 (RFC 8841 section 6). */
export function readMaxMessageSize(sdp: string): number {
  const value = readValue(sdp, 'max-message-size');
  if (value === null) return DEFAULT_MAX_MESSAGE_SIZE;
  const size = Number(value);
  return size === 0 ? Infinity : size;
}

/** Null where there is none. */
export function readValue(
  sdp: string,
  attribute: 'setup' | 'ice-ufrag' | 'ice-pwd' | 'max-message-size',
): string | null {
  return new RegExp(`^a=${attribute}:([^\\r\\n]*)`, 'm').exec(sdp)?.[1]?.trim() ?? null;
}

interface CandidateLine {
  /** In lower case. */
  readonly transport: string;
  readonly address: string;
  readonly type: string;
  /** What follows the type. */
  readonly rest: string;
}

function filterCandidates(sdp: string, isWanted: (candidate: CandidateLine) => boolean): string {
  return sdp.replaceAll(/^a=candidate:[^\r\n]*\r?\n/gm, (line) => {
    const [, , transport = '', , address = '', , , type = '', ...rest] = line.trim().split(' ');
    const candidate = { transport: transport.toLowerCase(), address, type, rest: rest.join(' ') };
    return isWanted(candidate) ? line : '';
  });
}

/** Neither of the local link nor loopback. */
function isReachable(address: string): boolean {
  return !/^(?:fe[89ab]|::1$|127\.|169\.254\.)/i.test(address);
}

function replaceValues(sdp: string, attribute: string, reference: string, change: (value: string) => string): string {
  const line = new RegExp(`^(a=${attribute}:)([^\\r\\n]*)`, 'gm');
  if (!line.test(sdp)) throw new MissingLineError(attribute, reference);
  return sdp.replaceAll(line, (_, name: string, value: string) => name + change(value.trimEnd()));
}
