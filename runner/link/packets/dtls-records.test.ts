import { describe, expect, it } from 'vitest';
import { number, record as build, unified } from '../../../test/fixtures/packets/build-dtls.ts';
import { emptyRecord, readRecord, type DtlsRecord } from './dtls-records.ts';

/** All records of a datagram, and what is wrong with its rest. */
function readAll(bytes: Buffer): { records: DtlsRecord[]; wrong: string | null } {
  const records: DtlsRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const record = emptyRecord();
    const wrong = readRecord(bytes, at, record);
    if (wrong !== null) return { records, wrong };
    records.push(record);
    at = record.end;
  }
  return { records, wrong: null };
}

describe('readRecord', () => {
  it('reads several records of a datagram (RFC 6347 section 4.1.1)', () => {
    const bytes = Buffer.concat([build(20, 0, number(1, 1)), build(22, 1, Buffer.alloc(40))]);
    expect(readAll(bytes)).toEqual({
      records: [
        { type: 20, version: 0xfefd, epoch: 0, sequence: 7, unified: false, start: 13, end: 14 },
        { type: 22, version: 0xfefd, epoch: 1, sequence: 7, unified: false, start: 27, end: 67 },
      ],
      wrong: null,
    });
  });

  it('reads the largest epoch and sequence number', () => {
    const bytes = build(23, 0xffff, Buffer.alloc(1));
    bytes.fill(0xff, 5, 11);
    expect(readAll(bytes).records[0]).toMatchObject({ epoch: 0xffff, sequence: 2 ** 48 - 1 });
  });

  it('reads the unified header of DTLS 1.3, long and short (RFC 9147 section 4)', () => {
    const long = unified(2, Buffer.alloc(20));
    // S and L not set: one byte of sequence number, and the record fills the datagram.
    const short = Buffer.concat([Buffer.from([0x23, 5]), Buffer.alloc(16)]);
    expect(readAll(Buffer.concat([long, short]))).toMatchObject({
      records: [
        { unified: true, type: 0, epoch: 2, sequence: 7, start: 5, end: 25 },
        { unified: true, epoch: 3, sequence: 5, start: 27, end: 43 },
      ],
      wrong: null,
    });
  });

  it('takes what follows a connection id of unknown length for one record (RFC 9146; RFC 9147)', () => {
    expect(readAll(build(25, 1, Buffer.alloc(9))).records).toMatchObject([{ type: 25, epoch: 1, start: 11, end: 22 }]);
    expect(readAll(Buffer.from([0x3e, 1, 2, 3, 4])).records).toMatchObject([{ unified: true, epoch: 2, end: 5 }]);
  });

  it.each([
    ['a cut off header', build(22, 0).subarray(0, 12), "12 bytes are less than a record's header (13)"],
    ['a cut off record', build(22, 0, Buffer.alloc(9)).subarray(0, 20), 'a record of 9 bytes in 7 bytes'],
    ['another protocol', Buffer.from([22, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'no DTLS version (0x0303)'],
    ['another content type', Buffer.alloc(13, 27), 'no DTLS content type (27)'],
    ['a cut off unified header', Buffer.from([0x2e, 0, 0]), 'the unified header is cut off'],
    ['a cut off unified record', unified(3, Buffer.alloc(8)).subarray(0, 9), 'a record of 8 bytes in 4 bytes'],
  ])('names %s', (_, bytes, wrong) => {
    expect(readAll(bytes)).toEqual({ records: [], wrong });
  });

  it('keeps the records before a broken one', () => {
    const bytes = Buffer.concat([build(23, 1, Buffer.alloc(3)), Buffer.from([99])]);
    expect(readAll(bytes)).toMatchObject({ records: [{ type: 23 }], wrong: 'no DTLS content type (99)' });
  });
});
