/** A machine's apt sources -> the source of a later release from the same mirror. Pure. */

/** The text of a sources file as it stands in /etc/apt. `path` decides the format: `.sources` is deb822. */
export interface SourcesFile {
  readonly path: string;
  readonly text: string;
}

/** Fields that say what is taken; the others (URIs, Signed-By, Trusted, Check-Valid-Until …) are kept as they are. */
const REPLACED = new Set(['types', 'suites', 'components', 'enabled']);

/**
 * A deb822 stanza for the suite `later` with the mirror, the key and the options of the machine's own source of
 * `own`; null if the machine has none. See sources.list(5).
 */
export function deriveLaterSource(files: readonly SourcesFile[], own: string, later: string): string | null {
  for (const { path, text } of files) {
    const kept = path.endsWith('.sources') ? findStanza(text, own) : findLine(text, own);
    if (kept !== null) return ['Types: deb', `Suites: ${later}`, 'Components: main', ...kept, ''].join('\n');
  }
  return null;
}

/** The preferences that keep everything but what is asked for by name on the machine's own release (apt_preferences(5)). */
export function writePin(suite: string): string {
  return `Package: *\nPin: release n=${suite}\nPin-Priority: 100\n`;
}

interface Field {
  readonly name: string;
  readonly value: string;
  /** The field as it was written, with its continuation lines (an inline key has many). */
  readonly lines: readonly string[];
}

function findStanza(text: string, own: string): readonly string[] | null {
  for (const stanza of text.split(/\n[ \t]*\n/)) {
    const fields = readFields(stanza);
    const words = (name: string) => fields.find((field) => field.name === name)?.value.split(/\s+/) ?? [];
    const enabled = !words('enabled').some((word) => /^(no|false|0)$/i.test(word));
    if (
      enabled &&
      words('types').includes('deb') &&
      words('suites').includes(own) &&
      words('components').includes('main')
    ) {
      return fields.filter(({ name }) => !REPLACED.has(name)).flatMap(({ lines }) => lines);
    }
  }
  return null;
}

function readFields(stanza: string): Field[] {
  const fields: Field[] = [];
  for (const line of stanza.split('\n').filter((each) => !each.startsWith('#'))) {
    const [, name, value] = /^([A-Za-z-]+):[ \t]*(.*)$/.exec(line) ?? [];
    const last = fields.at(-1);
    if (name !== undefined && value !== undefined) {
      fields.push({ name: name.toLowerCase(), value: value.trim(), lines: [line] });
    } else if (last && /^[ \t]/.test(line)) {
      const value = `${last.value} ${line.trim()}`.trim();
      fields[fields.length - 1] = { name: last.name, value, lines: [...last.lines, line] };
    }
  }
  return fields;
}

/** The one-line format's options have the names of deb822's fields, but for these. */
const OPTION_FIELDS: Readonly<Record<string, string>> = { arch: 'Architectures', lang: 'Languages', target: 'Targets' };

function findLine(text: string, own: string): readonly string[] | null {
  for (const line of text.split('\n')) {
    const [, options = '', uri, components = ''] =
      new RegExp(`^\\s*deb\\s+(?:\\[([^\\]]*)\\]\\s+)?(\\S+)\\s+${own}\\s+([^#]*)`).exec(line) ?? [];
    if (uri === undefined || !components.split(/\s+/).includes('main')) continue;
    return [`URIs: ${uri}`, ...options.split(/\s+/).filter(Boolean).map(writeOption)];
  }
  return null;
}

function writeOption(option: string): string {
  const [name = '', ...value] = option.split('=');
  return `${OPTION_FIELDS[name] ?? name}: ${value.join('=').replaceAll(',', ' ')}`;
}
