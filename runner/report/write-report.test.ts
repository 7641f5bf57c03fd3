import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOSTILE } from '../../test/fixtures/report/hostile.ts';
import { sampleReport } from '../../test/fixtures/report/sample.ts';
import type { Log } from '../model.ts';
import { checkReportFolder } from './place-folder.ts';
import { LOG_LIMIT_BYTES } from './read-report.ts';
import { ReportError } from './report-error.ts';
import { renderAgain, writeReport, type ReportFiles } from './write-report.ts';

const CLIENT_LOG = 'logs/data-channel-echo/pion_werift/attempt-1-client.log';
const report = sampleReport();
const logs = (text: string, droppedBytes = 0): ReportFiles => ({
  logs: new Map<string, Log>([[CLIENT_LOG, { text, droppedBytes }]]),
  captures: new Map(),
});
const NONE: ReportFiles = { logs: new Map(), captures: new Map() };

let base = '';
let out = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'report-test-'));
  out = join(base, 'reports', 'latest');
});
afterEach(() => rm(base, { recursive: true, force: true }));
const read = (name: string): Promise<string> => readFile(join(out, name), 'utf8');

describe('writeReport', () => {
  test('makes the folder with all forms and the logs, and nothing beside it', async () => {
    await writeReport(report, logs('hello\n', 2048), out);
    expect((await readdir(out)).sort()).toEqual(['index.html', 'junit.xml', 'logs', 'report.json']);
    expect(JSON.parse(await read('report.json'))).toEqual(report);
    expect(await read(CLIENT_LOG)).toBe('hello\n[2 KiB more were printed but not kept]\n');
    expect(await readdir(dirname(out))).toEqual(['latest']);
  });
  test('takes captures over', async () => {
    const capture = join(base, 'spooled');
    await writeFile(capture, 'packets');
    const path = 'logs/data-channel-echo/pion_werift/attempt-1-wire.pcapng';
    await writeReport(report, { ...logs('hello'), captures: new Map([[path, capture]]) }, out);
    expect(await read(path)).toBe('packets');
  });
  test('replaces an older report wholly, but keeps what is not ours', async () => {
    await writeReport(report, logs('old'), out);
    await writeFile(join(out, 'notes.txt'), 'mine');
    await writeReport(sampleReport({ run: { id: 'second' } }), NONE, out);
    expect((await readdir(out)).sort()).toEqual(['index.html', 'junit.xml', 'notes.txt', 'report.json']);
    expect(await read('report.json')).toContain('"second"');
    expect(await readdir(dirname(out))).toEqual(['latest']);
  });
  test('follows a symbolic link and leaves it', async () => {
    await mkdir(join(base, 'real'));
    await symlink(join(base, 'real'), join(base, 'link'), 'junction');
    await writeReport(report, NONE, join(base, 'link'));
    expect(await readdir(join(base, 'real'))).toContain('report.json');
  });
  test.each([
    ['a folder with other things', 'thesis.tex', 'x', /not empty and holds no report\.json; use --out/u],
    ["another program's report.json", 'report.json', '{"stats":{}}', /report\.json is not of this project/u],
    ['a report.json that is not JSON', 'report.json', 'x', /report\.json is not of this project/u],
  ])('never touches %s', async (_what, name, content, message) => {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, name), content);
    await expect(checkReportFolder(out)).rejects.toThrow(message);
    await expect(writeReport(report, NONE, out)).rejects.toThrow(ReportError);
    expect(await readdir(out)).toEqual([name]);
    expect(await readdir(dirname(out))).toEqual(['latest']);
  });
  test('says that the place is a file', async () => {
    await writeFile(join(base, 'reports'), '');
    await expect(writeReport(report, NONE, join(base, 'reports'))).rejects.toThrow(/it is a file, not a folder/u);
    await expect(writeReport(report, NONE, out)).rejects.toThrow(/a part of the path is a file.*; use --out DIR/u);
  });
  test('leaves the older report when it fails midway', async () => {
    await writeReport(report, logs('old'), out);
    const escaped = new Map<string, Log>([['logs/../../escaped.log', { text: '', droppedBytes: 0 }]]);
    const bad = { logs: new Map([...logs('new').logs, ...escaped]), captures: new Map<string, string>() };
    await expect(writeReport(sampleReport({ run: { id: 'second' } }), bad, out)).rejects.toThrow(/leaves the folder/u);
    expect(await read(CLIENT_LOG)).toBe('old');
    expect(JSON.parse(await read('report.json'))).toEqual(report);
    expect(await readdir(dirname(out))).toEqual(['latest']);
    expect(await readdir(base)).toEqual(['reports']);
  });
  test('two at once in one place leave one whole report', async () => {
    const both = ['one', 'two'].map((id) => writeReport(sampleReport({ run: { id } }), logs(id), out));
    await Promise.all(both);
    const saved = JSON.parse(await read('report.json')) as { run: { id: string } };
    expect(await read(CLIENT_LOG)).toBe(saved.run.id);
    expect(await readdir(dirname(out))).toEqual(['latest']);
  });
  test('brings back the report of a run that was killed between its two renames', async () => {
    // 2^22 is the highest process id that Linux can be told to use.
    await mkdir(join(base, 'reports', '.latest.previous-4194999-abc'), { recursive: true });
    await writeFile(join(base, 'reports', '.latest.previous-4194999-abc', 'notes.txt'), 'mine');
    await writeFile(join(base, 'reports', '.latest.previous-4194999-abc', 'report.json'), JSON.stringify(report));
    await writeReport(sampleReport({ run: { id: 'second' } }), NONE, out);
    expect(await readdir(dirname(out))).toEqual(['latest']);
    expect(await readdir(out)).toContain('notes.txt');
  });
});

describe('renderAgain', () => {
  test('makes the same files from the saved ones', async () => {
    await writeReport(report, logs(HOSTILE), out);
    const before = [await read('index.html'), await read('junit.xml')];
    await writeFile(join(out, 'index.html'), '');
    await rm(join(out, 'junit.xml'));
    expect(await renderAgain(out)).toEqual(report);
    expect([await read('index.html'), await read('junit.xml')]).toEqual(before);
  });
  test.each([
    ['not there', null, /there is no report in .*npm run matrix/u],
    ['not JSON', '{', /report\.json is not JSON/u],
    ['not valid', JSON.stringify({ ...report, summary: { ...report.summary, total: -1 } }), /summary\.total: /u],
    ['of another version', JSON.stringify({ ...report, version: 2 }), /no report of version 1: version: /u],
  ])('says that the report is %s', async (_what, content, message) => {
    await mkdir(out, { recursive: true });
    if (content !== null) await writeFile(join(out, 'report.json'), content);
    await expect(renderAgain(out)).rejects.toThrow(message);
    await expect(renderAgain(out)).rejects.toThrow(ReportError);
  });
  test('puts head and tail of a 100 MB log into the page, and says how much is left out', async () => {
    await writeReport(report, logs('the head\n'), out);
    await truncate(join(out, CLIENT_LOG), 100 * 1024 * 1024);
    await writeFile(join(out, CLIENT_LOG), 'the tail', { flag: 'a' });
    await renderAgain(out);
    expect((await stat(join(out, 'index.html'))).size).toBeLessThan(LOG_LIMIT_BYTES * 8);
    const page = await read('index.html');
    expect(page).toContain('the head');
    expect(page).toContain('the tail');
    expect(page).toMatch(/\[99\.9 MiB of 100\.0 MiB left out here/u);
  });
  test('shows no file outside the folder, by path or by link', async () => {
    await writeFile(join(base, 'secret'), 'top secret text');
    await writeReport(report, logs('x'), out);
    const text = await read('report.json');
    await writeFile(join(out, 'report.json'), text.replace(CLIENT_LOG, '../../secret'));
    await rm(join(out, CLIENT_LOG));
    await symlink(join(base, 'secret'), join(out, CLIENT_LOG));
    await renderAgain(out);
    expect(await read('index.html')).not.toContain('top secret text');
    await writeFile(join(out, 'report.json'), text);
    await renderAgain(out);
    expect(await read('index.html')).not.toContain('top secret text');
  });
});
