import { describe, expect, it } from 'vitest';
import { fragment as build } from '../../../test/fixtures/packets/build-dtls.ts';
import { createReassembly, emptyFragment, readFragment, type Reassembly } from './dtls-fragments.ts';

const body = Buffer.from(Array.from({ length: 100 }, (_, index) => index));

/** Adds bytes `from` to `to` of a message. */
function add(reassembly: Reassembly, from: number, to: number, message = body, sequence = 3): Buffer | null {
  const bytes = build(11, sequence, message, from, to);
  const read = emptyFragment();
  expect(readFragment(bytes, 0, bytes.length, read)).toBeNull();
  return reassembly.add(read, bytes);
}

describe('readFragment', () => {
  it('names what is cut off or reaches too far', () => {
    const read = emptyFragment();
    const bytes = build(11, 0, body);
    expect(readFragment(bytes, 0, 11, read)).toBe('11 bytes are less than a handshake header (12)');
    expect(readFragment(bytes, 0, 50, read)).toBe('a handshake fragment of 100 bytes in 38 bytes');
    bytes.writeUIntBE(1, 6, 3);
    expect(readFragment(bytes, 0, bytes.length, read)).toBe('a handshake fragment reaches past the end of its message');
  });
});

describe('createReassembly', () => {
  it('gives a message that comes whole at once', () => {
    expect(add(createReassembly(), 0, 100)).toEqual(body);
    expect(add(createReassembly(), 0, 0, Buffer.alloc(0))).toEqual(Buffer.alloc(0));
  });

  it('puts fragments together in any order, twice and overlapping (RFC 6347 section 4.2.3)', () => {
    const reassembly = createReassembly();
    expect(add(reassembly, 60, 100)).toBeNull();
    expect(add(reassembly, 60, 100)).toBeNull();
    expect(add(reassembly, 20, 70)).toBeNull();
    expect(add(reassembly, 0, 20)).toEqual(body);
    // And again, as a retransmission cut in another way.
    expect(add(reassembly, 0, 99)).toBeNull();
    expect(add(reassembly, 99, 100)).toEqual(body);
  });

  it('keeps messages apart', () => {
    const reassembly = createReassembly();
    const other = Buffer.alloc(100, 9);
    expect(add(reassembly, 0, 50)).toBeNull();
    expect(add(reassembly, 50, 100, other, 4)).toBeNull();
    expect(add(reassembly, 50, 100)).toEqual(body);
    expect(add(reassembly, 0, 50, other, 4)).toEqual(other);
  });

  it('mixes nothing where two fragments contradict each other', () => {
    const reassembly = createReassembly();
    const other = Buffer.alloc(100, 9);
    expect(add(reassembly, 0, 60)).toBeNull();
    expect(add(reassembly, 50, 100, other)).toBeNull();
    expect(add(reassembly, 60, 100)).toBeNull();
    expect(add(reassembly, 0, 60)).toEqual(body);
  });

  it('forgets what was open when another handshake begins', () => {
    const reassembly = createReassembly();
    add(reassembly, 0, 50);
    reassembly.reset();
    expect(add(reassembly, 50, 100)).toBeNull();
    expect(add(reassembly, 0, 50)).toEqual(body);
  });

  it('gives up the oldest of too many, and what is too long', () => {
    const reassembly = createReassembly();
    for (let sequence = 0; sequence < 9; sequence += 1) add(reassembly, 0, 50, body, sequence);
    expect(add(reassembly, 50, 100, body, 8)).toEqual(body);
    expect(add(reassembly, 50, 100, body, 0)).toBeNull();
    const long = Buffer.alloc(40_000);
    expect(add(reassembly, 0, 20_000, long)).toBeNull();
    expect(add(reassembly, 20_000, 40_000, long)).toBeNull();
  });
});
