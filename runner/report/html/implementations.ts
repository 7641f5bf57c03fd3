/** The table of who took part: at which version, from where, under which licence. */
import type { Report, ReportImplementation } from '../schema.ts';
import { link, markup } from './escape.ts';
import type { Markup } from './escape.ts';

export function renderImplementations(report: Report): Markup {
  return markup`<section class="implementations" aria-labelledby="implementations">
<h2 id="implementations">Implementations</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Implementations">
<table>
<thead><tr><th>Name</th><th>Version</th><th>Language</th><th>Origin</th><th>Image</th><th>Licence</th></tr></thead>
<tbody>
${report.implementations.map(renderRow)}</tbody>
</table>
</div>
</section>`;
}

function renderRow(each: ReportImplementation): Markup {
  return markup`<tr><th scope="row">${link(each.homepage, each.name)}</th><td>${renderVersion(each)}</td><td>${each.language}</td><td>${each.origin ?? '–'}</td><td>${renderImage(each)}</td><td>${each.licence}</td></tr>\n`;
}

/** What ran, and the pinned version where that is another. */
function renderVersion({ version, pinned }: ReportImplementation): Markup {
  if (version === null) return markup`<span class="muted">did not run; pinned ${pinned}</span>`;
  if (version === pinned) return markup`${version}`;
  return markup`${version} <span class="muted">pinned ${pinned}</span>`;
}

function renderImage({ image, notBuilt }: ReportImplementation): Markup {
  if (notBuilt !== null) return markup`<span class="not-built">${notBuilt}</span>`;
  if (image === null) return markup`<span class="muted">none</span>`;
  return markup`<code title="${image}">${image.replace(/^(sha256:.{12}).*$/u, '$1…')}</code>`;
}
