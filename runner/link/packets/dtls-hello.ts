/** What the two hellos offer and choose (RFC 6347 section 4.2.1, RFC 8446 section 4.1, RFC 9147 section 5.3). */
import { atEnd, openCursor, readBytes, readNumber, readNumbers, readVector, type Cursor } from './cursor.ts';
import { nameCipherSuite, nameSrtpProfile, nameVersion } from './dtls-names.ts';

/** Names stand for numbers; what has no name is `0x` and hex. Lists are cut at 64. */
interface Hello {
  /** 32 bytes as hex: what key log lines are found by. */
  readonly random: string;
  /** The version field, which DTLS 1.3 leaves at 1.2. */
  readonly version: string;
  readonly sessionIdBytes: number;
  /** RFC 7627. */
  readonly extendedMasterSecret: boolean;
  /** RFC 5746: the extension, or in a ClientHello the cipher suite that stands for it. */
  readonly renegotiationInfo: boolean;
  /** The numbers of all extensions in their order. */
  readonly extensions: readonly number[];
}

export interface ClientHello extends Hello {
  readonly cookieBytes: number;
  /** Empty without the extension. */
  readonly supportedVersions: readonly string[];
  readonly cipherSuites: readonly string[];
  /** RFC 5764; empty without the extension. */
  readonly srtpProfiles: readonly string[];
}

export interface ServerHello extends Hello {
  /** What both speak from now on: supported_versions where it is there, else the version field. */
  readonly chosenVersion: string;
  readonly cipherSuite: string;
  readonly srtpProfile: string | null;
  /** Not a ServerHello yet, but DTLS 1.3's demand for another ClientHello (RFC 8446 section 4.1.3). */
  readonly helloRetryRequest: boolean;
}

const LONGEST_LIST = 64;
const RENEGOTIATION_SCSV = 0x00ff;
const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

const extension = {
  useSrtp: 14,
  extendedMasterSecret: 23,
  supportedVersions: 43,
  renegotiationInfo: 0xff01,
} as const;

/** @param body the message without its header @returns null where it is cut off or not one. Never throws. */
export function parseClientHello(body: Buffer): ClientHello | null {
  const cursor = openCursor(body);
  const version = readNumber(cursor, 2);
  const random = readBytes(cursor, 32);
  const sessionId = readVector(cursor, 1);
  const cookie = readVector(cursor, 1);
  const suites = readNumbers(readVector(cursor, 2), 2, LONGEST_LIST * 4);
  readVector(cursor, 1);
  const extensions = readExtensions(cursor);
  if (cursor.failed || extensions === null) return null;
  const offered = openCursor(extensions.get(extension.supportedVersions) ?? Buffer.alloc(1));
  return {
    ...describeHello(version, random, sessionId, extensions, suites.includes(RENEGOTIATION_SCSV)),
    cookieBytes: cookie.length,
    supportedVersions: readNumbers(readVector(offered, 1), 2, LONGEST_LIST).map(nameVersion),
    cipherSuites: suites.slice(0, LONGEST_LIST).map(nameCipherSuite),
    srtpProfiles: readSrtpProfiles(extensions).map(nameSrtpProfile),
  };
}

/** @param body the message without its header @returns null where it is cut off or not one. Never throws. */
export function parseServerHello(body: Buffer): ServerHello | null {
  const cursor = openCursor(body);
  const version = readNumber(cursor, 2);
  const random = readBytes(cursor, 32);
  const sessionId = readVector(cursor, 1);
  const suite = readNumber(cursor, 2);
  readNumber(cursor, 1);
  const extensions = readExtensions(cursor);
  if (cursor.failed || extensions === null) return null;
  const chosen = extensions.get(extension.supportedVersions);
  const [profile] = readSrtpProfiles(extensions);
  return {
    ...describeHello(version, random, sessionId, extensions, false),
    chosenVersion: nameVersion(chosen?.length === 2 ? chosen.readUInt16BE(0) : version),
    cipherSuite: nameCipherSuite(suite),
    srtpProfile: profile === undefined ? null : nameSrtpProfile(profile),
    helloRetryRequest: random.toString('hex') === RETRY_RANDOM,
  };
}

type Extensions = ReadonlyMap<number, Buffer>;

function describeHello(
  version: number,
  random: Buffer,
  sessionId: Buffer,
  extensions: Extensions,
  scsv: boolean,
): Hello {
  return {
    random: random.toString('hex'),
    version: nameVersion(version),
    sessionIdBytes: sessionId.length,
    extendedMasterSecret: extensions.has(extension.extendedMasterSecret),
    renegotiationInfo: scsv || extensions.has(extension.renegotiationInfo),
    extensions: [...extensions.keys()].slice(0, LONGEST_LIST),
  };
}

/** A hello may end without any (RFC 5246 section 7.4.1.2). Null where one is cut off. */
function readExtensions(cursor: Cursor): Extensions | null {
  const extensions = new Map<number, Buffer>();
  if (atEnd(cursor)) return extensions;
  const list = openCursor(readVector(cursor, 2));
  while (!atEnd(list)) {
    const kind = readNumber(list, 2);
    extensions.set(kind, readVector(list, 2));
  }
  return list.failed ? null : extensions;
}

/** RFC 5764 section 4.1.1. */
function readSrtpProfiles(extensions: Extensions): number[] {
  const data = extensions.get(extension.useSrtp);
  return data === undefined ? [] : readNumbers(readVector(openCursor(data), 2), 2, LONGEST_LIST);
}
