/**
 * JUnit XML for CI systems: a suite a case, a test case a cell. There is no standard; the dialect is the one that
 * Jenkins, GitLab and GitHub's reporters read.
 */
import { isKnownFailure, isUnexpectedPass } from './grid.ts';
import type { Report, ReportAttempt, ReportCase, ReportCell } from './schema.ts';
import { makeVisible } from './text.ts';

type Outcome = 'failure' | 'error' | 'skipped' | 'passed';

/** The whole junit.xml of a report. */
export function renderJunit(report: Report): string {
  const suites = report.cases.map((each) => renderSuite(report, each));
  const total = attributes({
    name: 'webrtc-interop-matrix',
    ...counts(report.cells),
    time: seconds(report.run.durationMs),
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites${total}>`, ...suites, '</testsuites>', ''].join('\n');
}

function renderSuite(report: Report, each: ReportCase): string {
  const cells = report.cells.filter((cell) => cell.case === each.name);
  const time = seconds(cells.reduce((sum, cell) => sum + cell.durationMs, 0));
  const head = attributes({ name: each.name, ...counts(cells), time, timestamp: report.run.startedAt });
  return [`  <testsuite${head}>`, ...cells.map(renderCell), '  </testsuite>'].join('\n');
}

function renderCell(cell: ReportCell): string {
  const name = `server ${cell.server}, client ${cell.client}`;
  const head = attributes({ classname: cell.case, name, time: seconds(cell.durationMs) });
  const body = [...renderProperties(cell), ...renderOutcome(cell)];
  if (body.length === 0) return `    <testcase${head}/>`;
  return [`    <testcase${head}>`, ...body, '    </testcase>'].join('\n');
}

function renderProperties(cell: ReportCell): readonly string[] {
  if (!cell.flaky) return [];
  return ['      <properties><property name="flaky" value="true"/></properties>'];
}

/** What was not expected fails, so that a green CI page and exit status 0 mean the same. */
function outcomeOf(cell: ReportCell): Outcome {
  if (cell.verdict === 'broken') return 'error';
  if (!cell.expected) return 'failure';
  if (cell.verdict === 'unsupported' || isKnownFailure(cell)) return 'skipped';
  return cell.verdict === 'failed' ? 'failure' : 'passed';
}

function renderOutcome(cell: ReportCell): readonly string[] {
  const outcome = outcomeOf(cell);
  if (outcome === 'passed') return [];
  const message = messageOf(cell);
  if (outcome === 'skipped') return [`      <skipped${attributes({ message })}/>`];
  const type = isUnexpectedPass(cell) ? 'unexpected pass' : cell.verdict;
  const details = [...cell.attempts.map(describeAttempt), `to run it again: ${cell.replay}`].join('\n');
  return [`      <${outcome}${attributes({ message, type })}>${escapeXml(details)}</${outcome}>`];
}

function messageOf(cell: ReportCell): string {
  const reason = cell.reason ?? 'no reason was given';
  if (isUnexpectedPass(cell)) {
    const known =
      cell.known === null ? '' : `: ${cell.known.position} expects ${cell.known.verdict}: ${cell.known.reason}`;
    return `unexpected pass${known}`;
  }
  if (isKnownFailure(cell) && cell.known !== null) {
    const link = cell.known.link === null ? '' : ` (${cell.known.link})`;
    return `known failure: ${cell.known.reason}${link}; now: ${reason}`;
  }
  return reason;
}

function describeAttempt(attempt: ReportAttempt, index: number): string {
  const { client, server, files } = attempt;
  const alive = attempt.verdict === 'broken' ? 'no exit status' : 'alive';
  const ends = `client ${describeEnd(client, 'not run')}, server ${describeEnd(server, alive)}`;
  const logs = [files.clientLog, files.serverLog].filter((path) => path !== null).map((path) => `\n  ${path}`);
  return `attempt ${index + 1}: ${attempt.verdict}: ${attempt.reason ?? 'no reason'} (${ends})${logs.join('')}`;
}

/** How a process ended, in words; `otherwise` where it did not end. */
export function describeEnd(end: ReportAttempt['client'], otherwise: string): string {
  const limit = end.timedOut ? ' after the time limit' : '';
  if (end.signal !== null) return `killed by ${end.signal}${limit}`;
  if (end.exitCode !== null) return `exit ${end.exitCode}${limit}`;
  return end.timedOut ? 'killed at the time limit' : otherwise;
}

function counts(cells: readonly ReportCell[]): Record<string, string> {
  const outcomes = cells.map(outcomeOf);
  const number = (wanted: Outcome): string => String(outcomes.filter((each) => each === wanted).length);
  return {
    tests: String(cells.length),
    failures: number('failure'),
    errors: number('error'),
    skipped: number('skipped'),
  };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
};

/** Escapes for text and attributes; what XML 1.0 section 2.2 forbids has been made visible before. */
function escapeXml(text: string): string {
  return makeVisible(text).replaceAll(/[&<>"\t\n]/gu, (character) => ENTITIES[character] ?? '');
}
