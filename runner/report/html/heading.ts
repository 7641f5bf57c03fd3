/** The top of the page: how it went, in a sentence, a bar and six numbers; when, where and by which command. */
import { VERDICTS } from '../grid.ts';
import type { Report } from '../schema.ts';
import { formatDuration } from '../text.ts';
import { markup } from './escape.ts';
import type { Markup } from './escape.ts';

export function renderHeading(report: Report): Markup {
  const { run, summary } = report;
  return markup`<header>
<p class="brand">WebRTC interop matrix</p>
<h1><b>${summary.passed}</b> of ${summary.total} cells pass</h1>
<p class="outcome ${summary.unexpected === 0 ? 'good' : 'bad'}">${describeOutcome(report)}</p>
${run.interrupted ? markup`<p class="banner" role="status"><b>Interrupted.</b> This run was stopped before its end: cells marked · were not run.</p>` : null}
${renderBar(report)}
${renderNumbers(report)}
<dl class="facts">
<div><dt>Run at</dt><dd><time datetime="${run.startedAt}">${formatDate(run.startedAt)}</time></dd></div>
<div><dt>Took</dt><dd>${formatDuration(run.durationMs)}</dd></div>
<div><dt>Engine</dt><dd>${run.engine === 'docker' ? 'Docker containers' : 'processes (embedded)'}</dd></div>
${run.seed === null ? null : markup`<div><dt>Seed</dt><dd>${run.seed}</dd></div>`}
<div class="command"><dt>Command</dt><dd><code>${run.command}</code></dd></div>
</dl>
</header>`;
}

function describeOutcome({ summary }: Report): string {
  const flaky = summary.flaky === 0 ? '' : `, ${summary.flaky} flaky`;
  if (summary.total === 0) return 'no cell was run';
  if (summary.unexpected === 0) return `all as expected${flaky}`;
  return `${summary.unexpected} not as expected${flaky}`;
}

/** `2026-11-21 00:57 UTC`, from an ISO 8601 instant. */
function formatDate(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** Shares of the verdicts as an SVG: the page's policy forbids style attributes. */
function renderBar({ summary }: Report): Markup | null {
  if (summary.total === 0) return null;
  let left = 0;
  const bars = VERDICTS.map((verdict) => {
    const width = (summary[verdict] / summary.total) * 1000;
    const bar = markup`<rect class="${verdict}" x="${left.toFixed(2)}" width="${width.toFixed(2)}" height="10"/>`;
    left += width;
    return width > 0 ? bar : null;
  });
  return markup`<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>`;
}

function renderNumbers({ summary }: Report): Markup {
  const names = [...VERDICTS, 'unexpected', 'flaky'] as const;
  const numbers = names.map((name) => {
    const zero = summary[name] === 0 ? ' zero' : '';
    return markup`<div class="${name}${zero}"><dt>${name}</dt><dd>${summary[name]}</dd></div>\n`;
  });
  return markup`<dl class="numbers">\n${numbers}</dl>`;
}
