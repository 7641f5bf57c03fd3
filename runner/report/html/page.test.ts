import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { HOSTILE } from '../../../test/fixtures/report/hostile.ts';
import { failedCell, known, passedCell, sampleReport } from '../../../test/fixtures/report/sample.ts';
import { makeExcerpt } from '../log-excerpt.ts';
import { cellHash, embedJson, link } from './escape.ts';
import { renderHtml } from './page.ts';

const excerptOf = (text: string) => makeExcerpt(Buffer.from(text), new Uint8Array(), 0);
const page = renderHtml(sampleReport(), new Map());
/** What lies between the opening and the closing tag of each such element. */
const contents = (text: string, tag: string): readonly string[] =>
  [...text.matchAll(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`, 'gu'))].map((match) => match[1] ?? '');

describe('renderHtml', () => {
  test('asks nothing of the network', () => {
    expect(page).not.toMatch(/<(?:link rel="stylesheet"|script[^>]* src|img|iframe|object|embed|base)/u);
    expect(page).not.toMatch(/@import|url\(|fetch\(|XMLHttpRequest|WebSocket/u);
    expect(page).toMatch(/<link rel="icon" href="data:/u);
  });
  test('its policy allows its own style and script by their hash, and nothing else that acts', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/u.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? '';
    const hash = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash(contents(page, 'script')[1])};`);
    expect(policy).toContain(`style-src ${hash(contents(page, 'style')[0])};`);
    expect(page).not.toMatch(/ (?:style|on[a-z]+)="/u);
  });
  test('has a button for each cell, and names it for those who do not see it', () => {
    expect(page.match(/<button class="cell /gu)).toHaveLength(72);
    expect(page).toContain('aria-label="server pion, client werift: failed, not as expected"');
    expect(page).toContain('aria-label="server aiortc, client libwebrtc: failed, known"');
    expect(page).toContain('aria-label="server libwebrtc, client aiortc: passed, flaky"');
  });
  test('says at the top when it was interrupted, and only then', () => {
    expect(page).not.toContain('class="banner"');
    expect(renderHtml(sampleReport({ run: { interrupted: true } }), new Map())).toContain('class="banner"');
  });
  test('sums up notes by implementation, with a cell to open, and is silent where there are none', () => {
    expect(page).toContain('<h2 id="notes">Notes</h2>');
    expect(page).toContain('<a href="#peer-connection/aiortc/libwebrtc">18 cells</a>');
    const silent = sampleReport();
    const implementations = silent.implementations.map((each) => ({ ...each, notes: [] }));
    expect(renderHtml({ ...silent, implementations }, new Map())).not.toContain('id="notes"');
  });
  test('a run without a cell is a page too', () => {
    expect(renderHtml(sampleReport({ cells: [] }), new Map())).toContain('no cell was run');
  });
  test('hostile text in names, reasons, links and logs stays text', () => {
    const cell = failedCell(passedCell(HOSTILE, HOSTILE, HOSTILE), HOSTILE, 'ICE', 1);
    const report = sampleReport({ cells: [known(cell, HOSTILE)], run: { command: HOSTILE, id: HOSTILE } });
    const cases = [{ name: HOSTILE, abbreviation: HOSTILE, title: HOSTILE, spec: [HOSTILE] }];
    const implementations = report.implementations.map((each) => ({
      ...each,
      name: HOSTILE,
      homepage: 'javascript:alert(1)',
      notBuilt: HOSTILE,
      notes: [
        {
          rule: HOSTILE,
          reference: HOSTILE,
          text: HOSTILE,
          count: 1,
          example: { case: HOSTILE, server: HOSTILE, client: HOSTILE },
        },
      ],
    }));
    const path = cell.attempts[0]?.files.clientLog ?? '';
    const text = renderHtml({ ...report, cases, implementations }, new Map([[path, excerptOf(HOSTILE)]]));
    expect(text.match(/<\/?script/gu)).toHaveLength(4);
    expect(text).not.toMatch(/<img|<!--|href="javascript:/u);
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028\ud800]/u);
    const data: unknown = JSON.parse(contents(text, 'script')[0] ?? '');
    expect(data).toMatchObject({ logs: { [path]: { text: expect.stringContaining('</script>') as string } } });
  });
});

test('embedJson is the same value to JSON, and holds no <', () => {
  const value = { a: '</script><!--', b: [1, null, true] };
  expect(embedJson(value).text).not.toContain('<');
  expect(JSON.parse(embedJson(value).text)).toEqual(value);
});

test.each([
  ['https://example.org/a?b="c', '<a href="https://example.org/a?b=%22c" rel="noopener noreferrer">x</a>'],
  ['javascript:alert(1)', 'x'],
  ['data:text/html,x', 'x'],
  [' https://example.org', 'x'],
  ['https://', 'x'],
])('link(%j)', (address, expected) => {
  expect(link(address, 'x').text).toBe(expected);
});

test('the hash of a cell names it, encoded', () => {
  expect(cellHash('data-channel-echo', 'pion', 'werift')).toBe('#data-channel-echo/pion/werift');
  expect(cellHash('a/b', 'c d', '"')).toBe('#a%2Fb/c%20d/%22');
});

describe('makeExcerpt', () => {
  test('turns bytes that are not UTF-8 into U+FFFD', () => {
    expect(makeExcerpt(Uint8Array.of(0x61, 0xff, 0xc3, 0x28), new Uint8Array(), 0).text).toBe('a\ufffd\ufffd(');
  });
  test('notes what lies between head and tail', () => {
    const excerpt = makeExcerpt(Buffer.from('head'), Buffer.from('tail'), 2048);
    expect(excerpt).toMatchObject({ totalBytes: 2056, omittedBytes: 2048 });
    expect(excerpt.text).toMatch(/^head\n\n\[2 KiB of 2\.0 KiB left out here; .*\]\n\ntail$/u);
  });
});
