/** A grid a case: rows are servers, columns clients, each cell a button. */
import { indexCells, isKnownFailure, isUnexpectedPass, MARKS, namesInRole, needsLook, VERDICTS } from '../grid.ts';
import type { FindCell } from '../grid.ts';
import type { Report, ReportCase, ReportCell } from '../schema.ts';
import { makeVisible } from '../text.ts';
import { markup } from './escape.ts';
import type { Markup } from './escape.ts';

/** From so many cases on, a reader needs an index. */
const MANY_CASES = 5;

export function renderGrids(report: Report): readonly Markup[] {
  const find = indexCells(report);
  const positions = new Map(report.cells.map((cell, index) => [cell, index]));
  return report.cases.map((each) => renderGrid(report, each, find, positions));
}

function renderGrid(
  report: Report,
  each: ReportCase,
  find: FindCell,
  positions: ReadonlyMap<ReportCell, number>,
): Markup {
  const servers = namesInRole(report, 'server');
  const clients = namesInRole(report, 'client');
  const cells = report.cells.filter((cell) => cell.case === each.name);
  const rows = servers.map((server) => {
    const row = clients.map((client) => renderCell(find(each.name, server, client), positions));
    return markup`<tr><th scope="row">${renderName(report, server)}</th>${row}</tr>\n`;
  });
  const heads = clients.map((client) => markup`<th scope="col"><span>${renderName(report, client)}</span></th>`);
  return markup`<section class="case${cells.some(needsLook) ? '' : ' clean'}" id="${each.name}">
<h2><span class="abbreviation">${each.abbreviation}</span> ${each.name} <small>${countPassed(cells)}</small></h2>
<p class="title">${each.title} <span class="spec">${each.spec.join(' · ')}</span></p>
<div class="scroll" tabindex="0" role="region" aria-label="${`Grid of ${each.name}`}">
<table>
<thead><tr><td class="corner"><span>client →</span><span>server ↓</span></td>${heads}</tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
</section>
`;
}

function renderName(report: Report, name: string): Markup {
  const implementation = report.implementations.find((each) => each.name === name);
  const version = implementation?.version ?? implementation?.pinned ?? null;
  return markup`<b>${name}</b>${version === null ? null : markup` <small>${version}</small>`}`;
}

function renderCell(cell: ReportCell | undefined, positions: ReadonlyMap<ReportCell, number>): Markup {
  if (cell === undefined) return markup`<td class="none" title="not run">·</td>`;
  const sign = MARKS[cell.verdict].sign;
  const flags = flagsOf(cell);
  const flag = flags === '' ? null : markup`<i>${flags}</i>`;
  return markup`<td><button class="${classesOf(cell)}" data-cell="${positions.get(cell) ?? -1}" aria-label="${describe(cell)}">${sign}${flag}</button></td>`;
}

function classesOf(cell: ReportCell): string {
  const marks = [cell.expected ? '' : ' unexpected', isKnownFailure(cell) ? ' known' : '', cell.flaky ? ' flaky' : ''];
  return `cell ${cell.verdict}${marks.join('')}`;
}

/** The same letters as on the terminal. */
function flagsOf(cell: ReportCell): string {
  return `${isUnexpectedPass(cell) ? '*' : ''}${isKnownFailure(cell) ? 'k' : ''}${cell.flaky ? '~' : ''}`;
}

function describe(cell: ReportCell): string {
  const notes = [
    cell.expected ? '' : ', not as expected',
    isKnownFailure(cell) ? ', known' : '',
    cell.flaky ? ', flaky' : '',
  ];
  return `server ${cell.server}, client ${cell.client}: ${cell.verdict}${notes.join('')}`;
}

function countPassed(cells: readonly ReportCell[]): string {
  return `${cells.filter((cell) => cell.verdict === 'passed').length} of ${cells.length} pass`;
}

export function renderLegend(report: Report): Markup {
  const verdicts = VERDICTS.map(
    (verdict) =>
      markup`<li><span class="cell ${verdict}" aria-hidden="true">${MARKS[verdict].sign}</span> ${MEANINGS[verdict]}</li>\n`,
  );
  const unexpected = markup`<li><span class="cell failed unexpected" aria-hidden="true">✗</span> ringed: not as expected</li>\n`;
  const pass = markup`<li><span class="cell passed unexpected" aria-hidden="true">✓<i>*</i></span> passes, known not to</li>\n`;
  const known = markup`<li><span class="cell failed known" aria-hidden="true">✗<i>k</i></span> known failure</li>\n`;
  const flaky = markup`<li><span class="cell passed flaky" aria-hidden="true">✓<i>~</i></span> flaky</li>\n`;
  const marks = [
    report.summary.unexpected > 0 ? unexpected : null,
    report.cells.some(isUnexpectedPass) ? pass : null,
    report.cells.some(isKnownFailure) ? known : null,
    report.summary.flaky > 0 ? flaky : null,
  ];
  return markup`<ul class="legend">\n${verdicts}${marks}</ul>`;
}

const MEANINGS = {
  passed: 'passed',
  failed: 'failed: the pair does not do it',
  unsupported: 'unsupported by a peer',
  broken: 'broken: could not be run',
} as const;

/** Links to the cases, with what passed of each; nothing where there are few. */
export function renderCaseIndex(report: Report): Markup | null {
  if (report.cases.length < MANY_CASES) return null;
  const entries = report.cases.map((each) => {
    const cells = report.cells.filter((cell) => cell.case === each.name);
    const worry = cells.some((cell) => !cell.expected) ? 'bad' : 'good';
    return markup`<li><a href="${`#${encodeURIComponent(makeVisible(each.name))}`}">${each.name}</a> <small class="${worry}">${countPassed(cells)}</small></li>\n`;
  });
  return markup`<nav class="index" aria-label="Cases"><h2>${report.cases.length} cases</h2>
<label><input type="checkbox" id="only-to-see"> only grids with something to see</label>
<ul>\n${entries}</ul></nav>`;
}
