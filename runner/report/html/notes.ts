/** What the implementations still do wrong where they work: each note with an example to open. */
import type { Report, ReportImplementation } from '../schema.ts';
import { cellHash, markup, type Markup } from './escape.ts';

type SummedNote = ReportImplementation['notes'][number];

/** Nothing where there are none. */
export function renderNotes(report: Report): Markup | null {
  const noted = report.implementations.filter(({ notes }) => notes.length > 0);
  if (noted.length === 0) return null;
  return markup`<section class="notes" aria-labelledby="notes">
<h2 id="notes">Notes</h2>
<p class="muted">Sentences of standards that an implementation breaks, although its pairs may work. They change no verdict.</p>
${noted.map(renderImplementation)}</section>`;
}

function renderImplementation({ name, notes }: ReportImplementation): Markup {
  return markup`<h3>${name}</h3>
<ul>
${notes.map(renderNote)}</ul>
`;
}

function renderNote({ reference, rule, text, count, example }: SummedNote): Markup {
  const cells = count === 1 ? '1 cell' : `${String(count)} cells`;
  const address = cellHash(example.case, example.server, example.client);
  return markup`<li><div>${text} <small>${rule}</small></div><div class="muted">${reference}</div><div><a href="${address}">${cells}</a></div></li>\n`;
}
