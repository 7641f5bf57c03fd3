import { describe, expect, test } from 'vitest';
import { HOSTILE } from '../../test/fixtures/report/hostile.ts';
import { failedCell, passedCell, sampleReport } from '../../test/fixtures/report/sample.ts';
import { parseXml } from '../../test/fixtures/report/well-formed.ts';
import { renderJunit } from './junit.ts';

const suites = parseXml(renderJunit(sampleReport())).children;
const find = (suite: string, name: string) =>
  suites.find((each) => each.attributes.name === suite)?.children.find((each) => each.attributes.name === name);

describe('renderJunit', () => {
  test('makes a suite a case and a test case a cell', () => {
    expect(suites.map((suite) => suite.attributes.name)).toEqual(['peer-connection', 'data-channel-echo']);
    expect(suites.map((suite) => suite.children.length)).toEqual([36, 36]);
  });
  test.each([
    ['failed', 'data-channel-echo', 'server pion, client werift', 'failure', /^DTLS: connected expected/u],
    ['broken', 'peer-connection', 'server sipsorcery, client pion', 'error', /^image not built: /u],
    ['unsupported', 'data-channel-echo', 'server libwebrtc, client libwebrtc', 'skipped', /^unsupported: /u],
    ['a known failure', 'data-channel-echo', 'server aiortc, client libwebrtc', 'skipped', /^known failure: empty/u],
    [
      'a known failure that passes',
      'peer-connection',
      'server werift, client werift',
      'failure',
      /^unexpected pass: /u,
    ],
  ])('%s', (_what, suite, name, element, message) => {
    const outcome = find(suite, name)?.children[0];
    expect(outcome?.name).toBe(element);
    expect(outcome?.attributes.message).toMatch(message);
  });
  test('says how to run a failed cell again', () => {
    const failure = find('data-channel-echo', 'server pion, client werift')?.children[0];
    expect(failure?.text).toMatch(/\nto run it again: npm run matrix -- --case data-channel-echo --server pion .*$/u);
  });
  test('gives a passed cell no outcome, and a flaky one a property', () => {
    expect(find('peer-connection', 'server pion, client pion')?.children).toEqual([]);
    const flaky = find('peer-connection', 'server libwebrtc, client aiortc')?.children;
    expect(flaky?.map((each) => each.name)).toEqual(['properties']);
  });
  test('counts what it contains', () => {
    const all = suites.flatMap((suite) => suite.children.flatMap((each) => each.children.map((child) => child.name)));
    const number = (name: string): string => String(all.filter((each) => each === name).length);
    expect(parseXml(renderJunit(sampleReport())).attributes).toMatchObject({
      tests: '72',
      failures: number('failure'),
      errors: number('error'),
      skipped: number('skipped'),
    });
  });
  test('is well formed whatever a peer printed', () => {
    const cell = failedCell(passedCell('peer-connection', HOSTILE, 'pion'), `${HOSTILE}\n\t${HOSTILE}`, null);
    const root = parseXml(renderJunit(sampleReport({ cells: [cell] })));
    const outcome = root.children[0]?.children[0]?.children[0];
    expect(outcome?.attributes.message).toContain('</script><script>alert(1)</script>');
  });
});
