/** index.html: one file, no request to anywhere, made from the saved report and excerpts of its logs. */
import type { LogExcerpt } from '../log-excerpt.ts';
import type { Report } from '../schema.ts';
import { SCRIPT, STYLE } from './assets.ts';
import { embedJson, markup, Markup } from './escape.ts';
import { renderCaseIndex, renderGrids, renderLegend } from './grids.ts';
import { renderHeading } from './heading.ts';
import { renderImplementations } from './implementations.ts';
import { renderNotes } from './notes.ts';
import { renderCellsToSee } from './to-see.ts';

/** Excerpts by the path that the report gives; a log that is not in it is only linked. */
export type LogExcerpts = ReadonlyMap<string, LogExcerpt>;

const POLICY = [
  "default-src 'none'",
  `script-src ${SCRIPT.hash}`,
  `style-src ${STYLE.hash}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A grid of four squares, one of them not green. */
const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="7" height="7" rx="2" fill="#1f8a5b"/>' +
      '<rect x="9" width="7" height="7" rx="2" fill="#1f8a5b"/><rect y="9" width="7" height="7" rx="2" fill="#1f8a5b"/>' +
      '<rect x="9" y="9" width="7" height="7" rx="2" fill="#c8323f"/></svg>',
  );

/** The whole page. */
export function renderHtml(report: Report, logs: LogExcerpts): string {
  const { passed, total } = report.summary;
  const data = embedJson({ cells: report.cells, cases: report.cases, logs: Object.fromEntries(logs) });
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${passed} of ${total} pass · WebRTC interop matrix</title>
<link rel="icon" href="${ICON}">
<style>${new Markup(STYLE.text)}</style>
</head>
<body>
<div class="page">
${renderHeading(report)}
<main>
${renderCellsToSee(report)}
${renderCaseIndex(report)}
<section class="matrix" aria-label="Grids">
${renderLegend(report)}
<div class="grids">
${renderGrids(report)}
</div>
</section>
${renderNotes(report)}
${renderImplementations(report)}
</main>
<footer>
<p>Run <code>${report.run.id}</code> on ${report.run.host.os}, ${report.run.host.arch}, ${report.run.host.cpus} CPUs, Node ${report.run.host.node}${report.run.host.docker === null ? '' : `, Docker ${report.run.host.docker}`}. The same as data: <a href="report.json">report.json</a>, <a href="junit.xml">junit.xml</a>.</p>
</footer>
</div>
<aside id="panel" class="panel" role="dialog" aria-labelledby="panel-title" hidden></aside>
<script id="data" type="application/json">${data}</script>
<script>${new Markup(SCRIPT.text)}</script>
</body>
</html>
`;
  return page.text;
}
