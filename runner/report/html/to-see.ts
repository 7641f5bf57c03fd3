/** The list above the grids: what is not as expected or flaky, then, folded, what is known. */
import {
  explain,
  groupByCause,
  isKnownFailure,
  isUnexpectedPass,
  nameGroup,
  needsLook,
  sortByUrgency,
} from '../grid.ts';
import type { Report, ReportCell } from '../schema.ts';
import { cellHash, markup } from './escape.ts';
import type { Markup } from './escape.ts';

/** More than so many lines are folded: nobody reads a thousand. */
const MOST_LINES = 30;

type Group = readonly ReportCell[];

export function renderCellsToSee(report: Report): Markup | null {
  const cells = sortByUrgency(report.cells.filter(needsLook));
  if (cells.length === 0) return null;
  const loud = groupByCause(cells.filter((cell) => !cell.expected || cell.flaky));
  const quiet = groupByCause(cells.filter((cell) => cell.expected && !cell.flaky));
  return markup`<section class="to-see" aria-labelledby="to-see">
<h2 id="to-see">Worth a look</h2>
${loud.length === 0 ? null : renderList(loud.slice(0, MOST_LINES))}
${renderFolded('more', loud.slice(MOST_LINES))}
${renderFolded('known or unsupported, as expected', quiet)}
</section>`;
}

function renderFolded(title: string, groups: readonly Group[]): Markup | null {
  if (groups.length === 0) return null;
  return markup`<details><summary>${groups.length} ${title}</summary>${renderList(groups)}</details>`;
}

function renderList(groups: readonly Group[]): Markup {
  return markup`<ul>\n${groups.map(renderGroup)}</ul>`;
}

function renderGroup(cells: Group): Markup | null {
  const [cell] = cells;
  if (cell === undefined) return null;
  const loud = cell.expected ? '' : ' unexpected';
  const flaky = cell.flaky ? markup` <span class="badge flaky">flaky</span>` : null;
  const badges = markup`<div><span class="badge ${cell.verdict}${loud}">${wordFor(cell)}</span>${flaky}</div>`;
  const place = cells.length === 1 ? markup` <small>${cell.case}</small>` : null;
  const subject = markup`<div><a href="${cellHash(cell.case, cell.server, cell.client)}">${nameGroup(cells)}</a>${place}</div>`;
  return markup`<li>${badges}${subject}<div class="reason">${explain(cell)}</div></li>\n`;
}

function wordFor(cell: ReportCell): string {
  if (isUnexpectedPass(cell)) return 'passes!';
  return isKnownFailure(cell) ? `known, ${cell.verdict}` : cell.verdict;
}
