import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { generate, type Generated } from './generated.ts';

const bytes = (generated: Generated): Buffer[] => [...generate(generated)].map((message) => Buffer.from(message));
const digest = (generated: Generated): string =>
  createHash('sha256')
    .update(Buffer.concat(bytes(generated)))
    .digest('hex');

// The known values of docs/peer-protocol.md's reference, worked out by hand from its rule.
it('makes the bytes that the rule says', () => {
  // xorshift32 from 1: 270369, 67634689, 2647435461, …: low bytes 21, 01, c5.
  expect(bytes({ count: 1, length: 3, seed: 1, text: false })[0]?.toString('hex')).toBe('2101c5');
  expect(digest({ count: 2, length: 4, seed: 1, text: false })).toBe(
    'cd2662154e6d76b2b2b92e70c0cac3ccf534f9b74eb5b89819ec509083d00a50',
  );
});

it('makes printable texts that carry their number', () => {
  const texts = [...generate({ count: 256, length: 40, seed: 7, text: true })];
  expect(texts[255]).toMatch(/^000000ff[ -~]{32}$/);
  expect([...generate({ count: 1, length: 3, seed: 1, text: true })]).toEqual(["A!'"]);
});

it('begins message i 31 * i bytes into the pattern, which repeats after 65,521', () => {
  // One message that is longer than the pattern, beside it message 1, which begins 31 bytes later.
  const [zero, one] = bytes({ count: 2, length: 65_600, seed: 0, text: false });
  expect(zero?.subarray(65_521 + 4)).toEqual(zero?.subarray(4, 65_600 - 65_521));
  expect(one?.subarray(4, 1000)).toEqual(zero?.subarray(35, 1031));
});

it('makes empty messages', () => {
  expect([...generate({ count: 2, length: 0, seed: 1, text: true })]).toEqual(['', '']);
});
