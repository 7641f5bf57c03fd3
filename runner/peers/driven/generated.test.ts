import { expect, it } from 'vitest';
import { digestOf, makeMessage } from './generated.ts';

// Written out by hand from the rule, so that a peer in another language can be held against it.
it('makes the bytes that the rule says', () => {
  // xorshift32 from 1: 270369, 67634689, 2647435461, 307599695, …: low bytes 21, 01, c5, 4f.
  expect(makeMessage({ length: 3, seed: 1, text: false }, 0).toString('hex')).toBe('2101c5');
  expect(makeMessage({ length: 4, seed: 1, text: false }, 0).toString('hex')).toBe('00000000');
  expect(makeMessage({ length: 5, seed: 1, text: false }, 258).subarray(0, 4).toString('hex')).toBe('00000102');
});

it('makes printable text that carries its number', () => {
  const message = makeMessage({ length: 40, seed: 7, text: true }, 255).toString('latin1');
  expect(message).toMatch(/^000000ff[ -~]{32}$/);
  // 0x21, 0x01, 0xc5 modulo 95 are 33, 1, 7.
  expect(makeMessage({ length: 3, seed: 1, text: true }, 0).toString('latin1')).toBe('A!\u0027');
});

it('goes round the pattern of 65,521 bytes, 31 bytes on with each message', () => {
  const [first, third] = [0, 3].map((index) => makeMessage({ length: 140_000, seed: 9, text: false }, index));
  expect(third?.subarray(4, 70_000)).toEqual(third?.subarray(65_521 + 4, 65_521 + 70_000));
  expect(third?.subarray(4, 139_000)).toEqual(first?.subarray(93 + 4, 93 + 139_000));
});

it('gives other messages for another index and another seed, the same for the same', () => {
  const base = { length: 64, text: false };
  const one = makeMessage({ ...base, seed: 5 }, 1);
  expect(makeMessage({ ...base, seed: 5 }, 1)).toEqual(one);
  expect(makeMessage({ ...base, seed: 5 }, 2).subarray(4)).not.toEqual(one.subarray(4));
  expect(makeMessage({ ...base, seed: 6 }, 1).subarray(4)).not.toEqual(one.subarray(4));
});

it('digests all messages in order', () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(digestOf({ count: 3, length: 0, seed: 1, text: false })).toBe(empty);
  // SHA-256 of 00000000 00000001.
  expect(digestOf({ count: 2, length: 4, seed: 1, text: false })).toBe(
    'cd2662154e6d76b2b2b92e70c0cac3ccf534f9b74eb5b89819ec509083d00a50',
  );
});
