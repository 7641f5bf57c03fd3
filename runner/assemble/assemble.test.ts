import { expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { catalogue } from '../cases/index.ts';
import type { Preparation } from '../engines/engine.ts';
import type { Attempt, Execution } from '../execute/execute.ts';
import { conclude } from '../judge/conclude.ts';
import { createObserver } from '../link/evidence/observer.ts';
import { judge } from '../judge/judge.ts';
import type { Expectation, Implementation, Matrix, Observation } from '../model.ts';
import { ReportSchema } from '../report/schema.ts';

const pion: Implementation = {
  name: 'pion',
  version: '4.2.1',
  language: 'Go',
  homepage: 'https://example.org',
  licence: 'MIT',
  roles: ['server', 'client'],
  image: null,
  npm: null,
  override: null,
};
const prepared: Preparation = { ok: true, implementation: pion, origin: 'debian', image: 'sha256:0123' };
const cell = { case: 'peer-connection', server: 'pion', client: 'pion' };
const run = {
  id: 'r1',
  startedAt: '2026-11-21T00:00:00.000Z',
  finishedAt: '2026-11-21T00:00:01.000Z',
  durationMs: 1_000,
  engine: 'docker',
  command: 'npm run matrix',
  seed: null,
  interrupted: false,
  host: { os: 'Linux', arch: 'x64', cpus: 2, memoryBytes: 1, node: 'v20', docker: '26.1' },
} as const;

function attempt(exitCode: number, says = ''): Attempt {
  const log = { text: says, droppedBytes: 0 };
  const observation: Observation = {
    kind: 'ran',
    client: { exitCode, signal: null, timedOut: false, durationMs: 5, log },
    server: { died: null, log: { text: 'state: connected\n', droppedBytes: 0 } },
    frame: null,
    wire: null,
  };
  return { observation, judgement: judge(observation), durationMs: 10.4, direct: false, carried: null };
}

function report(attempts: Attempt[], expectations: Expectation[] = [], preparation: Preparation = prepared) {
  const matrix: Matrix = { implementations: [pion], cases: catalogue, expectations };
  const execution: Execution = {
    results: [{ cell, attempts, judgement: conclude(attempts) }],
    versions: new Map([['pion', '4.2.0']]),
  };
  const assembled = assemble(run, matrix, [preparation], execution, ({ server }) => `again with ${server}`);
  expect(ReportSchema.parse(assembled.report)).toEqual(assembled.report);
  return assembled;
}

it('says the version that ran, not the pinned one, and where it came from', () => {
  const [implementation] = report([attempt(0)]).report.implementations;
  expect(implementation).toMatchObject({ version: '4.2.0', pinned: '4.2.1', origin: 'debian', image: 'sha256:0123' });
});

it('takes the last attempt for the verdict, marks the difference, and keeps what came first', () => {
  const { report: flaky } = report([attempt(1, 'ICE: not connected\n'), attempt(0)]);
  expect(flaky.cells[0]).toMatchObject({ verdict: 'passed', flaky: true, expected: true, durationMs: 21 });
  expect(flaky.cells[0]?.reason).toBe('first attempt failed: client: ICE: not connected');
  expect(flaky.cells[0]?.replay).toBe('again with pion');
  expect(flaky.summary).toEqual({ passed: 1, failed: 0, unsupported: 0, broken: 0, unexpected: 0, flaky: 1, total: 1 });
});

it('lists the logs that the attempts name, and no empty ones', () => {
  const { report: failed, files: laidDown } = report([attempt(1, 'ICE: no\n'), attempt(1)]);
  const named = failed.cells[0]?.attempts.map(({ files }) => files) ?? [];
  expect(named.map(({ clientLog }) => clientLog === null)).toEqual([false, true]);
  expect([...laidDown.logs.keys()]).toEqual(
    named.flatMap(({ clientLog, serverLog }) => [clientLog, serverLog]).filter((path) => path !== null),
  );
});

it('calls a known failure expected, and the same line unexpected when the cell passes', () => {
  const known: Expectation = {
    ...cell,
    verdict: 'failed',
    sometimes: false,
    reason: 'known',
    link: null,
    position: 'matrix.yaml:1:1',
  };
  expect(report([attempt(1)], [known]).report.cells[0]).toMatchObject({ verdict: 'failed', expected: true });
  expect(report([attempt(0)], [known]).report.cells[0]).toMatchObject({ verdict: 'passed', expected: false });
});

it('keeps why an image was not built beside the cells that it broke', () => {
  const reason = 'image not built: no such package';
  const observation: Observation = { kind: 'not-run', reason, blame: 'runner', serverLog: null, clientLog: null };
  const judgement = judge(observation);
  const broken: Attempt = { observation, judgement, durationMs: 0, direct: false, carried: null };
  const { report: result } = report([broken], [], { ok: false, implementation: pion, reason });
  expect(result.cells[0]).toMatchObject({ verdict: 'broken', reason, expected: false, blame: 'runner' });
  expect(result.implementations[0]).toMatchObject({ notBuilt: reason, origin: null, image: null });
});

it('takes an attempt on the bare path for no repeat, and lays down what the link saw', () => {
  const carried = { frames: 0, paths: [], decisions: [], capture: '/spool/1.pcapng' };
  const through = { ...attempt(1, 'ICE: no\n'), carried };
  const { report: result, files } = report([through, { ...attempt(0), direct: true }]);
  expect(result.cells[0]).toMatchObject({ verdict: 'broken', blame: 'link', flaky: false });
  expect(result.cells[0]?.attempts[0]?.evidence).toEqual({ paths: [], impairment: [] });
  expect(result.cells[0]?.attempts[1]).toMatchObject({ direct: true, evidence: null });
  const path = result.cells[0]?.attempts[0]?.files.capture ?? '';
  expect(files.captures.get(path)).toBe('/spool/1.pcapng');
});

it('takes notes of the last attempt through the link, and sums them up', () => {
  const descriptions = [{ from: 'client' as const, sdp: 'v=0\n' }];
  const seen = {
    path: 1,
    evidence: createObserver().summary(),
    sctp: null,
    frames: {},
    descriptions,
    strays: 0,
    proxied: null,
  };
  const carried = { frames: 0, paths: [seen], decisions: [], capture: null };
  const { report: noted } = report([{ ...attempt(0), carried }]);
  const line = { rule: 'sdp-line-order', reference: 'RFC 8866 section 9' };
  expect(noted.cells[0]?.notes[0]).toMatchObject({ side: 'client', ...line });
  expect(noted.implementations[0]?.notes[0]).toMatchObject({ ...line, count: 1, example: cell });
  expect(report([attempt(0)]).report.cells[0]?.notes).toEqual([]);
});
