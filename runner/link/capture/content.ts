/** What a capture has to know of a datagram: whether it is application data, and where Wireshark is to look for what. */
import { classify } from '../packets/classify.ts';
import { contentType, emptyRecord, readRecord, type DtlsRecord } from '../packets/dtls-records.ts';

const record = emptyRecord();

/** Begins with application data, or is RTP or RTCP: there can be very much of it, and some may be left out. */
export function isBulk(bytes: Buffer): boolean {
  const kind = classify(bytes);
  if (kind !== 'dtls') return kind === 'rtp' || kind === 'rtcp';
  return readRecord(bytes, 0, record) === null && isApplicationData(record);
}

/** Whether one of a datagram's DTLS records is application data. */
export function carriesApplicationData(bytes: Buffer): boolean {
  if (classify(bytes) !== 'dtls') return false;
  for (let at = 0; at < bytes.length && readRecord(bytes, at, record) === null; at = record.end) {
    if (isApplicationData(record)) return true;
  }
  return false;
}

/** What shares the port of DTLS in a capture. */
export function isOfDtls(bytes: Buffer): boolean {
  const kind = classify(bytes);
  return kind === 'dtls' || kind === 'rtp' || kind === 'rtcp';
}

/** RFC 9147 section 6.1: under the unified header from epoch 3 on, of which the wire has the low two bits. */
function isApplicationData({ unified, epoch, type }: DtlsRecord): boolean {
  return unified ? epoch !== 2 : type === contentType.applicationData;
}
