/** A tagged template that escapes every text put into it, so that forgetting to is not possible. */
import { makeVisible } from '../text.ts';

/** Markup that is known to be well made. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Insert = string | number | Markup | null | readonly Insert[];

/** Texts are made visible (text.ts) and escaped, markup is kept, lists are joined, null is nothing. */
export function markup(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  const pieces = parts.map((part, index) => `${part}${renderInsert(inserts[index] ?? null)}`);
  return new Markup(pieces.join(''));
}

function renderInsert(insert: Insert): string {
  if (insert === null) return '';
  if (insert instanceof Markup) return insert.text;
  if (typeof insert === 'string') return escapeHtml(makeVisible(insert));
  return typeof insert === 'number' ? String(insert) : insert.map(renderInsert).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => ENTITIES[character] ?? '');
}

/** A link to a web page; any other scheme (javascript:, data:, file:) stays plain text. */
export function link(address: string, text: string): Markup {
  if (!/^https?:\/\/[^\s]+$/iu.test(address) || !URL.canParse(address)) return markup`${text}`;
  return markup`<a href="${new URL(address).href}" rel="noopener noreferrer">${text}</a>`;
}

/**
 * JSON for a `<script type="application/json">`: no `<`, so that neither `</script>` nor `<!--` can end or change it
 * (HTML, section 4.12.1.3), and no line separator that is not ASCII.
 */
export function embedJson(value: unknown): Markup {
  const visible = JSON.stringify(value, (_key, each: unknown) => (typeof each === 'string' ? makeVisible(each) : each));
  return new Markup(visible.replaceAll(/[<\u2028\u2029]/gu, escapeUnit));
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `#case/server/client`; names are percent-encoded. */
export function cellHash(caseName: string, server: string, client: string): string {
  return `#${[caseName, server, client].map((name) => encodeURIComponent(makeVisible(name))).join('/')}`;
}
