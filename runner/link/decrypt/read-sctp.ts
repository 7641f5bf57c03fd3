/** The kept datagrams of a path and the secrets of its cell -> what they show of SCTP. Pure and bounded; never throws. */
import type { DtlsEvidence, Side } from '../evidence/path-evidence.ts';
import type { SctpEvidence, SctpSide } from '../evidence/sctp-evidence.ts';
import { classify } from '../packets/classify.ts';
import { contentType, emptyRecord, readRecord, type DtlsRecord } from '../packets/dtls-records.ts';
import { ppid, readOpen } from './dcep.ts';
import { decryptRecord, deriveKeys, type KeyPair } from './dtls12.ts';
import { readChunks, type DataChunk } from './sctp.ts';

interface KeptDatagram {
  readonly from: Side;
  readonly packet: number;
  readonly bytes: Buffer;
  readonly delivered: boolean;
}

/** Of each side: enough for the association and the channels of nearly every case, and cheap. */
const MOST_RECORDS = 32;
const MOST_BYTES = 16 * 1024;
const LONGEST_LIST = 16;
/** The epoch of the first handshake's keys (RFC 6347 section 4.1). */
const FIRST_EPOCH = 1;

interface OpenSide extends SctpSide {
  packets: number;
  init: SctpSide['init'];
  initAck: SctpSide['initAck'];
  readonly opens: SctpSide['opens'][number][];
  readonly ppids: Record<string, number>;
  unorderedDcep: SctpSide['unorderedDcep'];
  readonly emptyMessages: SctpSide['emptyMessages'][number][];
}

interface Reader {
  readonly side: OpenSide;
  /** Of DATA chunks: one that comes again is a retransmission. */
  readonly tsns: Set<number>;
  records: number;
  bytes: number;
}

/**
 * @param secrets master secrets in hex by the client's random (readKeyLog)
 * @returns null where there is no secret, not one handshake of DTLS 1.2, or a cipher suite that is not supported
 */
export function readSctp(
  dtls: DtlsEvidence,
  secrets: ReadonlyMap<string, string>,
  kept: Iterable<KeptDatagram>,
): SctpEvidence | null {
  const keys = findKeys(dtls, secrets);
  if (keys === null) return null;
  const readers = { client: createReader(), server: createReader() };
  const record = emptyRecord();
  for (const { from, packet, bytes, delivered } of kept) {
    const reader = readers[from];
    if (!delivered || reader.records >= MOST_RECORDS || reader.bytes >= MOST_BYTES) continue;
    if (classify(bytes) !== 'dtls') continue;
    for (let at = 0; at < bytes.length && readRecord(bytes, at, record) === null; at = record.end) {
      if (!isApplicationData(record)) continue;
      reader.records += 1;
      reader.bytes += record.end - record.start;
      const plain = decryptRecord(from === dtls.client ? keys.client : keys.server, bytes, record);
      if (plain !== null) readPacket(reader, plain, packet);
    }
  }
  return { client: readers.client.side, server: readers.server.side };
}

function findKeys(dtls: DtlsEvidence, secrets: ReadonlyMap<string, string>): KeyPair | null {
  const { client, clientHello, serverHello, sides, version } = dtls;
  if (client === null || clientHello === null || serverHello === null || version !== 'DTLS 1.2') return null;
  const answerer: Side = client === 'client' ? 'server' : 'client';
  if (sides[answerer].clientHello.sent > 0 || sides[client].serverHello.sent > 0) return null;
  const secret = secrets.get(clientHello.random);
  if (secret === undefined) return null;
  const { cipherSuite, random } = serverHello;
  return deriveKeys({ cipherSuite, clientRandom: clientHello.random, serverRandom: random }, secret);
}

function isApplicationData({ unified, epoch, type }: DtlsRecord): boolean {
  return !unified && epoch === FIRST_EPOCH && type === contentType.applicationData;
}

function createReader(): Reader {
  const empty = { opens: [], ppids: {}, unorderedDcep: null, emptyMessages: [] };
  return { side: { packets: 0, init: null, initAck: null, ...empty }, tsns: new Set(), records: 0, bytes: 0 };
}

function readPacket({ side, tsns }: Reader, bytes: Buffer, packet: number): void {
  side.packets += 1;
  for (const chunk of readChunks(bytes)) {
    if (chunk.kind !== 'data') {
      const { kind, ...init } = chunk;
      side[kind] ??= { packet, ...init };
    } else if (!tsns.has(chunk.tsn)) {
      tsns.add(chunk.tsn);
      noteData(side, chunk, packet);
    }
  }
}

function noteData(side: OpenSide, chunk: DataChunk, packet: number): void {
  const { ppid: is, first, last, stream, data } = chunk;
  if (is === null || !first) return;
  if (side.ppids[is] !== undefined || Object.keys(side.ppids).length < LONGEST_LIST) {
    side.ppids[is] = (side.ppids[is] ?? 0) + 1;
  }
  if (is === ppid.dcep && chunk.unordered) side.unorderedDcep ??= { packet, stream };
  const open = readOpen(chunk);
  if (open !== null && side.opens.length < LONGEST_LIST) side.opens.push({ packet, ...open });
  const empty = is === ppid.stringEmpty || is === ppid.binaryEmpty;
  if (last && (data.length === 0 || empty) && side.emptyMessages.length < LONGEST_LIST) {
    side.emptyMessages.push({ packet, ppid: is, bytes: data.length });
  }
}
