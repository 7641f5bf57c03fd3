import { describe, expect, it } from 'vitest';
import { checkFingerprint, checkIntegrity } from './stun-check.ts';
import { parseStun, type StunMessage } from './stun.ts';

/** RFC 5769 section 2.1: a request with the short-term credential `evtj:h6vY` and this password. */
const password = 'VOkJxbRl1RmTxUk/WvJxBt';
const request = Buffer.from(
  `000100582112a442b7e7a701bc34d686fa87dfae
  802200105354554e207465737420636c69656e74
  002400046e0001ff80290008932ff9b151263b36
  000600096576746a3a68367659202020
  000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
  80280004e57a3bcf`.replaceAll(/\s/g, ''),
  'hex',
);
/** RFC 5769 section 2.2: the response to it. */
const response = Buffer.from(
  `0101003c2112a442b7e7a701bc34d686fa87dfae
  8022000b7465737420766563746f7220
  002000080001a147e112a643
  000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7
  80280004c07d4c96`.replaceAll(/\s/g, ''),
  'hex',
);

function parse(bytes: Buffer): StunMessage {
  const parsed = parseStun(bytes);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.message;
}

function change(bytes: Buffer, at: number, ...values: readonly number[]): Buffer {
  const changed = Buffer.from(bytes);
  changed.set(values, at);
  return changed;
}

describe('parseStun', () => {
  it('reads a connectivity check (RFC 5769 section 2.1)', () => {
    expect(parse(request)).toEqual({
      class: 'request',
      method: 1,
      transactionId: 'b7e7a701bc34d686fa87dfae',
      username: 'evtj:h6vY',
      priority: 0x6e0001ff,
      useCandidate: false,
      role: 'controlled',
      tieBreaker: '932ff9b151263b36',
      errorCode: null,
      hasMappedAddress: false,
      integrityAt: 76,
      hasIntegritySha256: false,
      fingerprintAt: 100,
    });
  });

  it('reads the response (RFC 5769 section 2.2)', () => {
    expect(parse(response)).toMatchObject({ class: 'success', method: 1, hasMappedAddress: true, username: null });
  });

  it('reads class and method out of the bits of the type (RFC 8489 section 5)', () => {
    const type = (value: number): Buffer => change(request, 0, value >> 8, value & 255);
    expect(parse(type(0x0011))).toMatchObject({ class: 'indication', method: 1 });
    expect(parse(type(0x0111))).toMatchObject({ class: 'error', method: 1 });
    expect(parse(type(0x0003))).toMatchObject({ class: 'request', method: 3 });
    expect(parse(type(0x3eef))).toMatchObject({ class: 'request', method: 0xfff });
  });

  it('reads an error code', () => {
    const header = Buffer.from('011100082112a442000000000000000000000000', 'hex');
    expect(parse(Buffer.concat([header, Buffer.from('0009000400000457', 'hex')])).errorCode).toBe(487);
  });

  it.each([
    ['a short header', request.subarray(0, 19), '19 bytes are less than a STUN header (20)'],
    ['no cookie', change(request, 4, 0), 'no magic cookie'],
    ['first bits', change(request, 0, 0x40), 'the first two bits are not zero'],
    ['an odd length', change(request, 3, 0x57), 'the length 87 is no multiple of 4'],
    ['a cut off end', request.subarray(0, 104), 'the header tells of 108 bytes, the datagram has 104'],
    ['an attribute too long', change(request, 103, 8), 'attribute 0x8028 reaches past the end'],
    ['a wrong length', change(request, 43, 3), 'attribute 0x0024 has 3 bytes, expected 4'],
  ])('names %s', (_, bytes, reason) => {
    expect(parseStun(bytes)).toEqual({ ok: false, reason });
  });

  it('never throws, wherever a message is cut off', () => {
    for (const whole of [request, response]) {
      for (let end = 0; end < whole.length; end += 1) {
        const part = Buffer.from(whole.subarray(0, end));
        expect(parseStun(part).ok).toBe(false);
        // And with a header that fits, so that the attributes are cut.
        if (end >= 20) part.writeUInt16BE(end - 20, 2);
        expect(() => parseStun(part)).not.toThrow();
      }
    }
  });

  it('ignores what follows the integrity, as nobody vouches for it (RFC 8489 section 14.5)', () => {
    const useCandidate = Buffer.from('00250000', 'hex');
    const before = Buffer.concat([change(request.subarray(0, 100), 3, 0x54), useCandidate]);
    expect(parse(before).useCandidate).toBe(false);
  });
});

describe('checkIntegrity and checkFingerprint', () => {
  it('hold for the vectors of RFC 5769', () => {
    for (const bytes of [request, response]) {
      const message = parse(bytes);
      expect(checkIntegrity(bytes, message, password)).toBe(true);
      expect(checkFingerprint(bytes, message)).toBe(true);
    }
  });

  it('fail for another password, and for any changed byte that they cover', () => {
    expect(checkIntegrity(request, parse(request), `${password}x`)).toBe(false);
    const changed = change(request, 30, 0x55);
    expect(checkIntegrity(changed, parse(changed), password)).toBe(false);
    expect(checkFingerprint(changed, parse(changed))).toBe(false);
  });

  it('do not hang on what comes after the integrity (RFC 8489 section 14.5)', () => {
    const without = change(request.subarray(0, 100), 3, 0x50);
    const message = parse(without);
    expect(checkIntegrity(without, message, password)).toBe(true);
    expect(checkFingerprint(without, message)).toBeNull();
  });

  it('are null where there is nothing to check', () => {
    const bare = Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex');
    expect(checkIntegrity(bare, parse(bare), password)).toBeNull();
    expect(checkFingerprint(bare, parse(bare))).toBeNull();
  });
});
