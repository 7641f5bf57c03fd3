/** What a packet is, for rules and for the key of their decisions: the same in every run, whatever the timing. */
import type { Role } from '../../model.ts';
import { classify } from '../packets/classify.ts';
import { contentType, emptyRecord, readRecord, type DtlsRecord } from '../packets/dtls-records.ts';
import { readMessages } from './messages.ts';
import type { DtlsRoles, Identity, Part } from './packet.ts';
import type { Kind } from './rules.ts';

/** A datagram has room for more, but none that is sent in earnest. */
const maxParts = 16;

const applicationData = single('application-data', 'dtls', 'application-data');
const malformed = part('dtls:malformed', 'dtls');
const alert = part('dtls:alert', 'dtls', 'dtls:alert');
const otherRecord = part('dtls:other', 'dtls');
const encrypted = part('dtls:encrypted-handshake', 'dtls', 'dtls:handshake', 'dtls:encrypted-handshake');
const plain = {
  rtp: single('rtp', 'rtp'),
  rtcp: single('rtcp', 'rtcp'),
  turn: single('turn', 'turn'),
  other: single('other', 'other'),
};
/** By the four classes of RFC 8489 section 5, in the order of their bits. */
const binding = [
  single('stun:binding-request', 'stun', 'stun:binding-request'),
  single('stun:binding-indication', 'stun', 'stun:binding-indication'),
  single('stun:binding-success', 'stun', 'stun:binding-success'),
  single('stun:binding-error', 'stun', 'stun:binding-error'),
];
const otherStun = single('stun:other', 'stun', 'stun:other');
const record = emptyRecord();

/**
 * @param bytes a whole datagram. Allocates nothing for application data.
 * @param roles of the path; learns from the hellos who the DTLS client is, which flights depend on
 */
export function identify(bytes: Buffer, from: Role, roles: DtlsRoles): Identity {
  const kind = classify(bytes);
  if (kind === 'stun') return identifyStun(bytes);
  return kind === 'dtls' ? identifyDtls(bytes, from, roles) : plain[kind];
}

function identifyStun(bytes: Buffer): Identity {
  const type = bytes.length < 20 ? 0 : bytes.readUInt16BE(0);
  if ((type & ~0x0110) !== 1) return otherStun;
  return binding[((type >> 7) & 2) | ((type >> 4) & 1)] ?? otherStun;
}

function identifyDtls(bytes: Buffer, from: Role, roles: DtlsRoles): Identity {
  let parts: Part[] | null = null;
  let at = 0;
  while (at < bytes.length) {
    const broken = readRecord(bytes, at, record) !== null;
    if (broken || !isApplicationData(record)) {
      parts ??= at === 0 ? [] : [...applicationData.parts];
      parts.push(...(broken ? [malformed] : readParts(bytes, record, from, roles)));
    } else if (parts !== null && parts.at(-1) !== applicationData.parts[0]) {
      parts.push(...applicationData.parts);
    }
    if (broken || (parts !== null && parts.length >= maxParts)) break;
    at = record.end;
  }
  if (parts === null) return applicationData;
  const kept = parts.slice(0, maxParts);
  return { what: kept.map(({ id }) => id).join('+'), parts: kept };
}

function isApplicationData({ type, unified, epoch }: DtlsRecord): boolean {
  // RFC 9147 section 6.1: from epoch 3 on; the wire has its low two bits, and 2 is the handshake's.
  return unified ? epoch !== 2 : type === contentType.applicationData;
}

function readParts(
  bytes: Buffer,
  { type, unified, epoch, start, end }: DtlsRecord,
  from: Role,
  roles: DtlsRoles,
): Part[] {
  if (unified) return [encrypted];
  if (type === contentType.changeCipherSpec) return [lastFlight('ChangeCipherSpec', from, roles)];
  if (type === contentType.alert) return [alert];
  if (type !== contentType.handshake) return [otherRecord];
  if (epoch > 0) return [lastFlight('Finished', from, roles)];
  return readMessages(bytes.subarray(start, end), from, roles) ?? [malformed];
}

const lastFlights = {
  ChangeCipherSpec: [5, 6].map((n) => {
    return part(`dtls:ChangeCipherSpec`, 'dtls', 'dtls:handshake', 'dtls:ChangeCipherSpec', flight(n));
  }),
  Finished: [5, 6].map((n) => part('dtls:Finished', ...encrypted.kinds, 'dtls:Finished', flight(n))),
};

function lastFlight(name: keyof typeof lastFlights, from: Role, roles: DtlsRoles): Part {
  return lastFlights[name][from === roles.client ? 0 : 1] ?? otherRecord;
}

function flight(n: number): Kind {
  return n === 5 ? 'dtls:flight-5' : 'dtls:flight-6';
}

function single(id: string, ...kinds: Kind[]): Identity {
  return { what: id, parts: [part(id, ...kinds)] };
}

function part(id: string, ...kinds: Kind[]): Part {
  return { id, kinds: new Set<Kind>(['any', ...kinds]) };
}
