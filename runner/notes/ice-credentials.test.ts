import { expect, it } from 'vitest';
import { observe } from './fixtures.ts';
import { checkCredentials } from './ice-credentials.ts';

/** A cell with a connection for each value, which the answer has. */
function noted(attribute: 'ice-pwd' | 'ice-ufrag', ...values: readonly string[]): string[] {
  const line = new RegExp(`a=${attribute}:.*`);
  const seen = values.map((value) => observe({ answer: [line, `a=${attribute}:${value}`] }));
  return checkCredentials(seen).map(({ side, rule, text }) => `${side} ${rule}: ${text}`);
}

it.each<readonly [string, ...string[]]>([
  ['letters and digits', 'us2s82k3ArcvI2hl7yoh9j'],
  ['enough hexadecimal digits', 'd06564cb11372b205b9cfdd06564cb11', 'e23fefece753299d4d81bc0e23fefece'],
  ['what may be chance', 'KYDCZZAQHGNWZHRHBCTDOXLW'],
  ['one password again and again', 'KYDCZZAQHGNWZHRHBCTDOXLW', 'KYDCZZAQHGNWZHRHBCTDOXLW'],
  ['one that is of a wider alphabet', 'KYDCZZAQHGNWZHRHBCTDOXLW', 'OILPQCPXTUXRHMNTQQISJKRe'],
  ['different lengths', 'KYDCZZAQHGNWZHRHBCTDOXLW', 'OILPQCPXTUXRHMNTQQISJKR', 'QVQFTGRHOCJOHLSNWUVWVW'],
])('a password may be %s', (_, ...values) => {
  expect(noted('ice-pwd', ...values)).toEqual([]);
});

it.each<readonly [string, string, ...string[]]>([
  ['lower-case hexadecimal digits', 'at most 88 bits', 'e23fefece753299d4d81bc'],
  ['upper-case letters', 'at most 112 bits', 'KYDCZZAQHGNWZHRHBCTDOXLW', 'OILPQCPXTUXRHMNTQQISJKRE'],
])('a password may not be of %s: %s', (name, bits, ...values) => {
  const text = `The password has ${String(values[0]?.length)} characters, all of them ${name}: ${bits} of chance, not 128.`;
  expect(noted('ice-pwd', ...values)).toEqual([`server ice-password-bits: ${text}`]);
});

it('judges the username fragment where there are enough of them', () => {
  const fragments = ['9230', '01c5', '907c', '4136', 'b5b8'];
  const text = 'The username fragment has 4 characters, all of them lower-case hexadecimal digits';
  expect(noted('ice-ufrag', ...fragments)).toEqual([
    `server ice-ufrag-bits: ${text}: at most 16 bits of chance, not 24.`,
  ]);
  expect(noted('ice-ufrag', ...fragments.slice(0, 2))).toEqual([]);
  expect(noted('ice-ufrag', ...fragments, 'z0ki')).toEqual([]);
  expect(noted('ice-ufrag', ...fragments.map((fragment) => fragment + '07'))).toEqual([]);
});

it('has nothing to say of connections without a description', () => {
  const none = { ...observe({}), offer: null, answer: null };
  expect(checkCredentials([none, none])).toEqual([]);
  expect(checkCredentials([])).toEqual([]);
});
