import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../events.ts';
import type { Cell, Verdict } from '../model.ts';
import { makePaint } from '../report/terminal-style.ts';
import { cut, renderBlock } from './live-block.ts';
import { createProgress } from './progress.ts';
import { estimateRest, initialState, reduce } from './state.ts';
import type { ProgressState } from './state.ts';

const cells: readonly Cell[] = Array.from({ length: 20 }, (_, index) => ({
  case: 'data-channel-echo',
  server: 'pion',
  client: `client-${index}`,
}));
const cellAt = (index: number): Cell => cells[index] ?? { case: '', server: '', client: '' };
const planned: RunEvent = { type: 'cells-planned', cells, parallel: 2 };
const started = (index: number, attempt = 1): RunEvent => ({ type: 'cell-started', cell: cellAt(index), attempt });
const finished = (
  index: number,
  verdict: Verdict,
  final = true,
  reason: string | null = null,
  known = false,
): RunEvent => ({
  type: 'cell-finished',
  cell: cellAt(index),
  attempt: 1,
  judgement: { verdict, reason, blame: null, stage: null },
  durationMs: 400,
  final,
  known,
});
const output = (line: string): RunEvent => ({ type: 'build-output', implementation: 'pion', line });
const builds: readonly RunEvent[] = [
  { type: 'prepare-started', implementations: ['pion', 'aiortc'] },
  { type: 'build-started', implementation: 'pion', origin: 'goproxy' },
  output('#7 \u001b[32mgo build\u001b[0m ./...'),
];
const fold = (events: readonly RunEvent[]): ProgressState =>
  events.reduce((state, event, index) => reduce(state, event, index * 1000), initialState);

describe('reduce', () => {
  test('keeps one entry a build, with its last line, until it ends', () => {
    const again: RunEvent = { type: 'build-started', implementation: 'pion', origin: 'debian' };
    expect(fold(builds).builds).toEqual([
      { implementation: 'pion', origin: 'goproxy', startedAt: 1000, line: '#7 \u001b[32mgo build\u001b[0m ./...' },
    ]);
    expect(fold([...builds, again]).builds).toEqual([
      { implementation: 'pion', origin: 'debian', startedAt: 3000, line: '' },
    ]);
    const failed: RunEvent = { type: 'build-failed', implementation: 'pion', reason: 'no', log: '' };
    expect(fold([...builds, failed]).builds).toEqual([]);
  });
  test('counts a cell once, by its last attempt', () => {
    const state = fold([planned, started(0), finished(0, 'failed', false), started(0, 2), finished(0, 'passed')]);
    expect(state).toMatchObject({ done: 1, counts: { passed: 1, failed: 0 }, running: [] });
  });
  test('knows what runs now, and at which attempt', () => {
    const { running } = fold([planned, started(0), started(1), finished(0, 'failed', false), started(0, 2)]);
    expect(running.map(({ cell, attempt }) => [cell.client, attempt])).toEqual([
      ['client-1', 1],
      ['client-0', 2],
    ]);
  });
  test('estimates the rest by the pace so far, once three are done', () => {
    const three = fold([planned, finished(0, 'passed'), finished(1, 'passed'), finished(2, 'passed')]);
    expect(estimateRest(three, 6000)).toBe((6000 / 3) * 17);
    expect(estimateRest(fold([planned, finished(0, 'passed')]), 6000)).toBeNull();
  });
});

describe('renderBlock', () => {
  const options = { paint: makePaint(false), width: 60, height: 24, unicode: true };
  const state = fold([...builds, planned, started(0), started(1), started(2, 2), finished(0, 'failed')]);
  test('shows builds, the count, what failed and what runs', () => {
    const [build, count, running] = renderBlock(state, 9000, options);
    expect(build).toBe('pion            goproxy     8 s  #7 go build ./...');
    expect(count).toBe('█░░░░░░░░░░░░░░░░░░░  1/20, 1 failed');
    expect(running).toMatch(/^pion ← client-1 data-channel-echo · pion ← client-2/u);
  });
  test('is never wider or higher than the terminal', () => {
    const long = reduce(state, output('日本語 \u202e \u001b[2J'.repeat(100)), 0);
    for (const width of [10, 20, 40, 79]) {
      for (const line of renderBlock(long, 9000, { ...options, width })) expect(cut(line, width)).toBe(line);
    }
    const many = Array.from({ length: 30 }, (_, index): RunEvent => {
      return { type: 'build-started', implementation: `i${index}`, origin: 'npm' };
    });
    expect(renderBlock(fold(many), 0, { ...options, height: 10 })).toHaveLength(8);
  });
  test('is empty while nothing runs', () => {
    expect(renderBlock(initialState, 0, options)).toEqual([]);
  });
  test('cut counts wide characters double', () => {
    expect(cut('日本語', 5)).toBe('日本');
    expect(cut('abc', 5)).toBe('abc');
  });
});

/** A real stream that remembers. */
function record(
  events: readonly RunEvent[],
  options: { verbose?: boolean; isTTY?: boolean; ci?: boolean } = {},
): string {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const progress = createProgress(stream, { verbose: false, color: false, isTTY: false, ci: false, ...options });
  for (const event of events) progress.emit(event);
  progress.stop();
  progress.stop();
  return text;
}

describe('createProgress where there is no terminal', () => {
  const built: RunEvent = {
    type: 'build-finished',
    implementation: 'pion',
    origin: 'debian',
    durationMs: 12_340,
    cached: false,
  };
  test('prints a line a build, not its output', () => {
    expect(record([...builds, built])).toBe('preparing pion, aiortc\npion built in 12.3 s (debian)\n');
  });
  test('prints a line a cell that did not pass, and one each tenth', () => {
    const events = [
      planned,
      ...cells.map((_, index) => finished(index, index === 4 ? 'failed' : 'passed', true, null)),
    ];
    const lines = record(events).trimEnd().split('\n');
    expect(lines[0]).toBe('20 cells, 2 at once');
    expect(lines).toContain('failed  server pion, client client-4, data-channel-echo');
    expect(lines.filter((line) => line.includes(' of 20 done'))).toHaveLength(10);
    expect(lines.at(-1)).toBe('20 of 20 done, 1 failed');
  });
  test('is silent about what is known, and about cells of an image whose build has told', () => {
    const known = finished(0, 'failed', true, 'ICE: as ever', true);
    const unbuilt = finished(1, 'broken', true, 'image not built: no such package');
    const news = finished(2, 'broken', true, 'the link ended');
    const text = record([planned, known, unbuilt, news]);
    expect(text).not.toMatch(/as ever|not built/u);
    expect(text).toContain('the link ended');
    expect(record([planned, known, unbuilt], { verbose: true })).toMatch(/as ever[^]*not built/u);
  });
  test('prints all when asked to', () => {
    const text = record([...builds, planned, finished(0, 'passed'), finished(1, 'failed', false)], { verbose: true });
    expect(text).toContain('pion | #7 go build ./...\n');
    expect(text).toContain('passed  server pion, client client-0, data-channel-echo 400 ms\n');
    expect(text).toContain('failed  server pion, client client-1, data-channel-echo (to be repeated)\n');
  });
  test('prints the last 30 lines of the log of a build that failed', () => {
    const log = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
    const lines = record([{ type: 'build-failed', implementation: 'pion', reason: 'image not built: x', log }]).split(
      '\n',
    );
    expect(lines[0]).toBe('pion: image not built: x');
    expect(lines[1]).toContain('last 30 of 100 lines');
    expect(lines[2]).toBe('  line 70');
    expect(lines.at(-2)).toBe('  line 99');
  });
  test('prints notices as they are, without what could move the cursor', () => {
    expect(record([{ type: 'notice', lines: ['no Docker engine\u001b[2J', '  npm run bootstrap'] }])).toBe(
      'no Docker engine\n  npm run bootstrap\n',
    );
  });
  test('draws nothing live in CI, even on a terminal', () => {
    // eslint-disable-next-line no-control-regex
    expect(record([...builds, planned, finished(0, 'passed')], { isTTY: true, ci: true })).not.toMatch(/\u001b/u);
  });
});

describe('createProgress on a terminal', () => {
  test('keeps finished things above the block, and shows the cursor again', () => {
    const text = record([planned, finished(0, 'failed', true, 'ICE: no')], { isTTY: true });
    expect(text).toContain('failed  server pion, client client-0, data-channel-echo  ICE: no\n');
    expect(text).toContain('1/20, 1 failed');
    expect(text).not.toContain('20 cells, 2 at once');
  });
});
