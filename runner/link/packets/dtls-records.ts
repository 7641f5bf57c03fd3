/** DTLS records of a datagram: the 13-byte header of DTLS 1.0 and 1.2 (RFC 6347 section 4.1) and 1.3's unified one. */

/** RFC 5246 section 6.2.1; 25: RFC 9146 section 4; 26: RFC 9147 section 4.1. */
export const contentType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  /** With a connection id: the true type is encrypted. */
  connectionId: 25,
  ack: 26,
} as const;

const PLAIN_HEADER = 13;

/** One record. The same object may be filled again and again: a stream of packets then costs no memory. */
export interface DtlsRecord {
  /** 0 under the unified header of DTLS 1.3, which hides it. */
  type: number;
  /** `0xfeff` DTLS 1.0, `0xfefd` DTLS 1.2 (and 1.3 in clear); 0 under the unified header, which has none. */
  version: number;
  /** Of the unified header only the lowest two bits are sent. */
  epoch: number;
  /** Of 48 bits; of the unified header the 8 or 16 encrypted ones. */
  sequence: number;
  /** RFC 9147 section 4: only encrypted records of DTLS 1.3 have this header. */
  unified: boolean;
  /** Where the content begins and ends, in bytes from the start of the datagram. */
  start: number;
  end: number;
}

export function emptyRecord(): DtlsRecord {
  return { type: 0, version: 0, epoch: 0, sequence: 0, unified: false, start: 0, end: 0 };
}

/**
 * Reads the record at `at` into `record`; the next one, if any, begins at `record.end`.
 * @returns null, or why there is no record (then `record` says nothing). Never throws.
 */
export function readRecord(bytes: Buffer, at: number, record: DtlsRecord): string | null {
  const first = bytes[at];
  if (first === undefined) return 'no byte is left';
  if (first >= 0x20 && first < 0x40) return readUnified(bytes, at, first, record);
  if (first < contentType.changeCipherSpec || first > contentType.ack) return `no DTLS content type (${first})`;
  if (bytes.length - at < PLAIN_HEADER) return `${bytes.length - at} bytes are less than a record's header (13)`;
  const version = bytes.readUInt16BE(at + 1);
  if (version >> 8 !== 0xfe) return `no DTLS version (0x${version.toString(16).padStart(4, '0')})`;
  record.type = first;
  record.version = version;
  record.epoch = bytes.readUInt16BE(at + 3);
  record.sequence = bytes.readUIntBE(at + 5, 6);
  record.unified = false;
  if (first === contentType.connectionId) {
    // The length comes after an id whose own length only the two peers know: the rest is taken for one record.
    record.start = at + 11;
    record.end = bytes.length;
    return null;
  }
  record.start = at + PLAIN_HEADER;
  record.end = record.start + bytes.readUInt16BE(at + 11);
  if (record.end > bytes.length) {
    return `a record of ${record.end - record.start} bytes in ${bytes.length - record.start} bytes`;
  }
  return null;
}

/** RFC 9147 section 4, figure 3: 0 0 1 C S L E E. */
function readUnified(bytes: Buffer, at: number, first: number, record: DtlsRecord): string | null {
  record.type = 0;
  record.version = 0;
  record.epoch = first & 3;
  record.sequence = 0;
  record.unified = true;
  if ((first & 0x10) !== 0) {
    // As above: the connection id's length is not on the wire.
    record.start = at + 1;
    record.end = bytes.length;
    return null;
  }
  const wide = (first & 8) !== 0 ? 2 : 1;
  const lengthAt = at + 1 + wide;
  const hasLength = (first & 4) !== 0;
  record.start = lengthAt + (hasLength ? 2 : 0);
  if (record.start > bytes.length) return 'the unified header is cut off';
  record.sequence = bytes.readUIntBE(at + 1, wide);
  record.end = hasLength ? record.start + bytes.readUInt16BE(lengthAt) : bytes.length;
  if (record.end > bytes.length) {
    return `a record of ${record.end - record.start} bytes in ${bytes.length - record.start} bytes`;
  }
  return null;
}
