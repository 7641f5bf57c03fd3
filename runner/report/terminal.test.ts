import { describe, expect, test } from 'vitest';
import { HOSTILE } from '../../test/fixtures/report/hostile.ts';
import { failedCell, known, passedCell, sampleReport, summarize } from '../../test/fixtures/report/sample.ts';
import { supportsUnicode, toAscii, wantsColor } from './terminal-style.ts';
import { renderTerminal } from './terminal.ts';

const options = { color: false, unicode: true, width: 80, place: null };
const gridOf = (text: string): readonly string[] => text.slice(0, text.indexOf('\n\n')).split('\n');

describe('renderTerminal', () => {
  test('fits six implementations and two cases into 80 columns, in one part', () => {
    const grid = gridOf(renderTerminal(sampleReport(), options));
    expect(grid).toHaveLength(8);
    for (const line of grid) expect(line.length).toBeLessThanOrEqual(80);
  });
  test('marks a cell that was not run by a dot, never as failed', () => {
    const report = sampleReport({ cells: [passedCell('peer-connection', 'pion', 'werift')] });
    expect(gridOf(renderTerminal(report, options)).at(-1)).toMatch(/^pion +P✓ D·$/u);
  });
  test('shows how many passed where there are many cases', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const cells = names.map((name) => passedCell(name, 'pion', 'werift'));
    const cases = names.map((name) => ({ name, abbreviation: name, title: '', spec: [] }));
    const failed = failedCell(passedCell('e', 'pion', 'werift'), 'ICE: no', 'ICE');
    const report = { ...sampleReport({ cells: [...cells.slice(0, 4), failed] }), cases };
    expect(gridOf(renderTerminal(report, options)).at(-1)).toMatch(/^pion +4\/5✗$/u);
  });
  test('says how to run again what was not as expected: three lines, one of each cause, and nothing for the known', () => {
    const cells = ['a', 'b', 'c', 'd'].map((name) => failedCell(passedCell(name, 'pion', 'werift'), 'ICE: no', 'ICE'));
    const part = (some: typeof cells) => renderTerminal(sampleReport({ cells: some }), options).split('\n\n')[3];
    const line = (name: string) =>
      `  npm run matrix -- --case ${name} --server pion --client werift --engine docker --seed 7`;
    expect(part(cells)).toBe(
      ['to run one again (the others: "replay" in report.json):', line('a'), line('b'), line('c')].join('\n'),
    );
    expect(part(cells.slice(3))).toBe(['to run one again:', line('d')].join('\n'));
    expect(part(cells.map((cell) => known(cell, 'so it is')))).toMatch(/^0 passed/u);
  });
  test('says that nothing was run, and that a run was interrupted', () => {
    const text = renderTerminal(sampleReport({ cells: [], run: { interrupted: true } }), options);
    expect(text).toContain('No cell was run.');
    expect(text).toContain('interrupted: not all cells were run');
  });
  test('lets no control character of a reason through', () => {
    const cells = [failedCell(passedCell('peer-connection', 'pion', HOSTILE), HOSTILE, null)];
    const text = renderTerminal({ ...sampleReport({ cells }), summary: summarize(cells) }, options);
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/u);
    expect(text).toContain('<U+202E>reversed');
  });
  test('is pure ASCII where the terminal is', () => {
    expect(renderTerminal(sampleReport(), { ...options, unicode: false })).toMatch(/^[\u0020-\u007e\n]+$/u);
  });
});

describe('what a terminal can show', () => {
  test.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ TERM: 'dumb' }, true, false],
  ])('colour: %j, terminal %s: %s', (environment, isTTY, expected) => {
    expect(wantsColor(environment, isTTY)).toBe(expected);
  });
  test.each([
    [{ LANG: 'C.UTF-8' }, 'linux', true],
    [{ LANG: 'de_DE.utf8' }, 'linux', true],
    [{ LANG: 'C' }, 'linux', false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'linux', false],
    [{}, 'linux', false],
    [{ CI: 'true' }, 'linux', true],
    [{}, 'darwin', true],
    [{}, 'win32', false],
    [{ WT_SESSION: 'x' }, 'win32', true],
    [{ TERM: 'linux', LANG: 'C.UTF-8' }, 'linux', false],
  ])('UTF-8: %j on %s: %s', (environment, platform, expected) => {
    expect(supportsUnicode(environment, platform)).toBe(expected);
  });
  test('what has no ASCII form becomes a question mark', () => {
    expect(toAscii('✓ ← 日')).toBe('+ <- ?');
  });
});
