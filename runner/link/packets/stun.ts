/** STUN messages as ICE uses them (RFC 8489; attributes of RFC 8445 section 16). What is malformed is named, never thrown. */

export type StunClass = 'request' | 'indication' | 'success' | 'error';

export interface StunMessage {
  readonly class: StunClass;
  /** 1: Binding. */
  readonly method: number;
  /** 12 bytes as hex. */
  readonly transactionId: string;
  readonly username: string | null;
  readonly priority: number | null;
  readonly useCandidate: boolean;
  readonly role: 'controlling' | 'controlled' | null;
  /** 8 bytes as hex; null without a role. */
  readonly tieBreaker: string | null;
  /** 300 to 699; null where there is none. */
  readonly errorCode: number | null;
  readonly hasMappedAddress: boolean;
  /** Where MESSAGE-INTEGRITY begins, in bytes from the start of the datagram; null where there is none. */
  readonly integrityAt: number | null;
  readonly hasIntegritySha256: boolean;
  /** Where FINGERPRINT begins; null where there is none. */
  readonly fingerprintAt: number | null;
}

export type StunParse =
  { readonly ok: true; readonly message: StunMessage } | { readonly ok: false; readonly reason: string };

const HEADER = 20;
const MAGIC_COOKIE = 0x2112a442;
const classes: readonly StunClass[] = ['request', 'indication', 'success', 'error'];

const attribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  messageIntegritySha256: 0x001c,
  xorMappedAddress: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlled: 0x8029,
  iceControlling: 0x802a,
} as const;

/** The exact lengths that the standards give, in bytes; a known attribute of another length is malformed. */
const lengths = new Map<number, number>([
  [attribute.messageIntegrity, 20],
  [attribute.priority, 4],
  [attribute.useCandidate, 0],
  [attribute.fingerprint, 4],
  [attribute.iceControlled, 8],
  [attribute.iceControlling, 8],
]);

type Fields = { -readonly [K in keyof StunMessage]: StunMessage[K] };

/** @param bytes a whole datagram */
export function parseStun(bytes: Buffer): StunParse {
  if (bytes.length < HEADER) return malformed(`${bytes.length} bytes are less than a STUN header (20)`);
  const type = bytes.readUInt16BE(0);
  if (type >= 0x4000) return malformed('the first two bits are not zero');
  if (bytes.readUInt32BE(4) !== MAGIC_COOKIE) return malformed('no magic cookie');
  const length = bytes.readUInt16BE(2);
  if (length % 4 !== 0) return malformed(`the length ${length} is no multiple of 4`);
  if (HEADER + length !== bytes.length) {
    return malformed(`the header tells of ${HEADER + length} bytes, the datagram has ${bytes.length}`);
  }
  const message = readHeader(bytes, type);
  let at = HEADER;
  while (at < bytes.length) {
    const kind = bytes.readUInt16BE(at);
    const size = bytes.readUInt16BE(at + 2);
    if (at + 4 + size > bytes.length) return malformed(`attribute ${hex(kind)} reaches past the end`);
    const expected = lengths.get(kind);
    if (expected !== undefined && size !== expected) {
      return malformed(`attribute ${hex(kind)} has ${size} bytes, expected ${expected}`);
    }
    if (message.fingerprintAt !== null) return malformed(`attribute ${hex(kind)} comes after FINGERPRINT`);
    // RFC 8489 section 14.5: what follows the integrity, but for these, is not covered by it and ignored.
    const covered = message.integrityAt === null && !message.hasIntegritySha256;
    if (covered || kind === attribute.fingerprint || kind === attribute.messageIntegritySha256) {
      takeAttribute(message, kind, bytes, at, size);
    }
    at += 4 + Math.ceil(size / 4) * 4;
  }
  return { ok: true, message };
}

/** RFC 8489 section 5: the class is in bits 4 and 8 of the type, the method in the others. */
function readHeader(bytes: Buffer, type: number): Fields {
  return {
    class: classes[((type >> 7) & 2) | ((type >> 4) & 1)] ?? 'request',
    method: (type & 0xf) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80),
    transactionId: bytes.toString('hex', 8, HEADER),
    username: null,
    priority: null,
    useCandidate: false,
    role: null,
    tieBreaker: null,
    errorCode: null,
    hasMappedAddress: false,
    integrityAt: null,
    hasIntegritySha256: false,
    fingerprintAt: null,
  };
}

/** Of an attribute that comes twice only the first counts (RFC 8489 section 14). */
function takeAttribute(message: Fields, kind: number, bytes: Buffer, at: number, size: number): void {
  const value = at + 4;
  switch (kind) {
    case attribute.username:
      message.username ??= bytes.toString('utf8', value, value + Math.min(size, 513));
      break;
    case attribute.messageIntegrity:
      message.integrityAt ??= at;
      break;
    case attribute.messageIntegritySha256:
      message.hasIntegritySha256 = true;
      break;
    case attribute.errorCode:
      if (size >= 4) message.errorCode ??= ((bytes[value + 2] ?? 0) & 7) * 100 + (bytes[value + 3] ?? 0);
      break;
    case attribute.xorMappedAddress:
      message.hasMappedAddress = true;
      break;
    case attribute.priority:
      message.priority ??= bytes.readUInt32BE(value);
      break;
    case attribute.useCandidate:
      message.useCandidate = true;
      break;
    case attribute.iceControlled:
    case attribute.iceControlling:
      message.role ??= kind === attribute.iceControlling ? 'controlling' : 'controlled';
      message.tieBreaker ??= bytes.toString('hex', value, value + 8);
      break;
    case attribute.fingerprint:
      message.fingerprintAt ??= at;
      break;
  }
}

function hex(kind: number): string {
  return `0x${kind.toString(16).padStart(4, '0')}`;
}

function malformed(reason: string): StunParse {
  return { ok: false, reason };
}
