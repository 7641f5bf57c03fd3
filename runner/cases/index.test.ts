import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { catalogue } from './index.ts';

const page = readFileSync(new URL('../../docs/cases.md', import.meta.url), 'utf8');

/** The catalogue's sections. */
const NAMES = [
  ['peer-connection', 'dtls-offerer-active', 'fingerprint-mismatch', 'ice-wrong-password', 'certificate-rsa'],
  ['certificate-mixed', 'trickle', 'ice-restart', 'consent-lost', 'teardown', 'many-connections', 'ipv6'],
  ['ice-tcp', 'turn-relay', 'turn-tls', 'ice-lite'],
  ['data-channel-echo', 'channel-label', 'channel-options', 'channel-negotiated', 'channel-ids'],
  ['channel-after-connect', 'message-empty', 'message-types', 'message-sizes', 'message-too-large', 'message-burst'],
  ['unordered', 'max-retransmits', 'max-packet-life-time', 'reliable-under-loss'],
  ['channel-close', 'many-channels', 'buffered-amount', 'throughput'],
  ['dtls-loss', 'dtls-reorder', 'delay', 'narrow', 'duplicate'],
].flat();

describe('the catalogue', () => {
  it('has the cases of its sections, in their order', () => {
    expect(catalogue.map(({ name }) => name)).toEqual(NAMES);
  });

  it.each([
    ['name', catalogue.map(({ name }) => name), /^[a-z]+\d?(?:-[a-z]+)*$/],
    ['abbreviation', catalogue.map(({ abbreviation }) => abbreviation), /^[A-Z]{1,3}$/],
    ['title', catalogue.map(({ title }) => title), /^[A-Z][^\n|]+\.$/],
  ])('gives each case its own %s, in one form', (_, values, form) => {
    expect(values.filter((value) => !form.test(value))).toEqual([]);
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
  });

  it('names every standard in one form', () => {
    const form = /^(?:RFC \d{4}|W3C WebRTC)(?: section \d+(?:\.\d+)*)?$/;
    expect(catalogue.flatMap(({ spec }) => spec).filter((reference) => !form.test(reference))).toEqual([]);
  });

  it('gives upstream numbers to the two cases of the exit-code contract alone', () => {
    const numbered = catalogue.flatMap(({ name, number }) => (number === null ? [] : [[name, number]]));
    expect(numbered).toEqual([
      ['peer-connection', 0],
      ['data-channel-echo', 1],
    ]);
  });
});

describe('docs/cases.md', () => {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  test('has a row for each case, in order, with the words of the catalogue', () => {
    const expected = catalogue.map(({ name, abbreviation, title, spec }) => [
      `\`${name}\``,
      abbreviation,
      title,
      spec.join('; '),
    ]);
    expect(rows).toEqual(expected);
  });

  test('tells of each case that may take longer than the time limit', () => {
    const longer = catalogue.flatMap(({ name, extraMs }) =>
      extraMs === undefined ? [] : [`\`${name}\` ${extraMs / 1000} s`],
    );
    expect(longer.filter((words) => !page.includes(words))).toEqual([]);
    expect(longer).not.toEqual([]);
  });
});
