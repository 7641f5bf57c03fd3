import { describe, expect, it } from 'vitest';
import { classify, readSsrc } from './classify.ts';

function datagram(first: number, second = 0): Buffer {
  return Buffer.concat([Buffer.from([first, second]), Buffer.alloc(18)]);
}

describe('classify', () => {
  it.each([
    [0, 'stun'],
    [3, 'stun'],
    [4, 'other'],
    [16, 'other'],
    [19, 'other'],
    [20, 'dtls'],
    [63, 'dtls'],
    [64, 'turn'],
    [79, 'turn'],
    [80, 'other'],
    [127, 'other'],
    [128, 'rtp'],
    [191, 'rtp'],
    [192, 'other'],
    [255, 'other'],
  ])('takes a first byte of %i for %s (RFC 7983; RFC 9443)', (first, kind) => {
    expect(classify(datagram(first))).toBe(kind);
  });

  it.each([
    [191, 'rtp'],
    [192, 'rtcp'],
    [200, 'rtcp'],
    [223, 'rtcp'],
    [224, 'rtp'],
  ])('takes a second byte of %i for %s (RFC 5761 section 4)', (second, kind) => {
    expect(classify(datagram(0x80, second))).toBe(kind);
  });

  it('takes nothing, and what is too short for its class, for other', () => {
    expect(classify(Buffer.alloc(0))).toBe('other');
    expect(classify(Buffer.from([0x80]))).toBe('other');
    expect(classify(Buffer.from([0x80, 200, 0, 0, 0, 0, 0]))).toBe('rtcp');
  });
});

describe('readSsrc', () => {
  it('reads it where it stands in RTP and in RTCP, or says that it is cut off', () => {
    const bytes = Buffer.from('80c8000611111111222222220000', 'hex');
    expect(readSsrc(bytes, 'rtcp')).toBe(0x11111111);
    expect(readSsrc(bytes, 'rtp')).toBe(0x22222222);
    expect(readSsrc(bytes.subarray(0, 7), 'rtcp')).toBeNull();
    expect(readSsrc(bytes.subarray(0, 11), 'rtp')).toBeNull();
  });
});
