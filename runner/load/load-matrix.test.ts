import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../cases/index.ts';
import { errorsOf, file, implementation, matrixOf } from './test-matrix.ts';

const ours = readFileSync(new URL('../../matrix.yaml', import.meta.url), 'utf8');

describe('a good file', () => {
  test("the repository's own file loads, in its own order", () => {
    const matrix = matrixOf(ours, catalogue);
    expect(matrix.implementations.map(({ name }) => name)).toEqual(
      [...ours.matchAll(/^ {2}([a-z]+):$/gm)].map((match) => match[1]),
    );
    expect(matrix.cases).toEqual(catalogue);
  });

  test('defaults are set', () => {
    expect(matrixOf(file()).implementations).toEqual([
      {
        name: 'pion',
        version: '1.2.3',
        language: 'Go',
        homepage: 'https://example.org/',
        licence: 'MIT',
        roles: ['server', 'client'],
        image: { kind: 'folder', folder: 'images/pion', target: null, args: {}, origins: [] },
        npm: null,
        override: null,
      },
    ]);
  });

  test('a foreign image has the contract as its defaults', () => {
    expect(matrixOf(file({ image: '{reference: "ghcr.io/x/y:1@sha256:ab"}' })).implementations[0]?.image).toEqual({
      kind: 'reference',
      reference: 'ghcr.io/x/y:1@sha256:ab',
      server: null,
      client: ['peer', 'call', '{url}'],
      port: 8080,
    });
  });

  test('an expectation keeps its place; its reason may be folded over lines', () => {
    const rest = `expectations:
  - case: data-channel-*
    server: '{pion,werift}'
    client: '*'
    reason: >
      no channel
      opens
    link: https://example.org/1
`;
    expect(matrixOf(file({}, implementation('werift') + rest)).expectations).toEqual([
      {
        case: 'data-channel-*',
        server: '{pion,werift}',
        client: '*',
        verdict: 'failed',
        reason: 'no channel opens',
        link: 'https://example.org/1',
        sometimes: false,
        position: 'matrix.yaml:15:5',
      },
    ]);
  });

  test.each([
    ['an empty list of expectations', file({}, 'expectations: []\n')],
    ['expectations whose lines are all commented out', file({}, 'expectations:\n  # - case: x\n')],
    ['a byte order mark', `\uFEFF${file()}`],
    ['lines that end as on Windows', file().replaceAll('\n', '\r\n')],
    ['an anchor of a map and its alias', file({ image: '&i {folder: x}' }, implementation('other', { image: '*i' }))],
    ['an anchor of a list and its alias', file({ roles: '&r [client]' }, implementation('other', { roles: '*r' }))],
    ['an anchor of a text and its alias', file({ language: '&go Go' }, implementation('other', { language: '*go' }))],
    ['a client whose shell has braces of its own', file({ image: '{reference: x, client: [sh, -c, "a ${B} {url}"]}' })],
  ])('%s', (_, text) => {
    expect(errorsOf(text)).toEqual([]);
  });
});

/** A client (`pion`), a peer for both sides (`werift`), and on line 16 an expectation with one key changed. */
function expectation(changes: Readonly<Record<string, string>>): string {
  const keys = { case: '"*"', server: '"*"', client: '"*"', reason: 'x', ...changes };
  const entry = Object.entries(keys).map(([key, value]) => `${key}: ${value}`);
  return file({ roles: '[client]' }, `${implementation('werift')}expectations:\n  - {${entry.join(', ')}}\n`);
}

describe('each error is one line with its place and its mend', () => {
  test.each([
    ['an empty file', '', '1:1 is empty; it needs at least "implementations:"'],
    ['only comments', '# x\n', '1:1 is empty; it needs at least "implementations:"'],
    ['a list', '- a\n', '1:1 the file must be a map (key: value), not a list'],
    ['text', 'pion', '1:1 the file must be a map (key: value), not "pion"'],
    ['not YAML', 'a:\n  b: "c\n', '3:1 not YAML: Missing closing "quote'],
    ['tabs', 'a:\n\tb: 1\n', '2:1 not YAML: Tabs are not allowed as indentation'],
    ['two documents', `${file()}---\na: 1\n`, '8:1 not YAML: a second document begins here; keep one'],
    ['a duplicate key', file({}, '    version: 2\n'), '8:5 duplicate key "version"; remove one of the two'],
    ['a duplicate implementation', file({}, implementation('pion')), '8:3 duplicate key "pion"'],
    ['an unknown key', file({ licens: 'MIT' }), '8:5 unknown key "licens"; did you mean "licence"?'],
    ['a far-off key', file({ colour: 'red' }), '8:5 unknown key "colour"; known: version, language, '],
    [
      'an unknown key at the top',
      `expectation: []\n${file()}`,
      '1:1 unknown key "expectation"; did you mean "expectations"?',
    ],
    ['a missing key', file({ npm: '{package: x}' }), '8:5 missing key "entry" in "npm"'],
    [
      'a version that is a number',
      file({ version: '4.10' }),
      '3:14 "version" must be text, not the number 4.10; write it in quotes: "4.10"',
    ],
    ['a value left out', file({ version: '' }), '3:5 "version" must be text, but it is empty'],
    ['a version with a space', file({ version: '"1 2"' }), '3:14 "version" must be letters, digits and'],
    [
      'a homepage that is no address',
      file({ homepage: 'javascript:x' }),
      '5:15 "homepage" must be an http or https address, not "javascript:x"',
    ],
    [
      'an unknown role',
      file({ roles: '[server, clinet]' }),
      '8:21 entry 2 of "roles" must be one of server, client, not "clinet"; did you mean "client"?',
    ],
    [
      'no role',
      file({ roles: '[]' }),
      '8:12 "roles" must be a list with at least one of server, client, not an empty list',
    ],
    ['a role twice', file({ roles: '[client, client]' }), '8:5 "roles" of "pion" names a role twice'],
    [
      'an absolute folder',
      file({ image: '{folder: /x}' }),
      '7:21 "folder" must be a path relative to matrix.yaml, not "/x"',
    ],
    [
      'an image of no kind',
      file({ image: '{foldr: x}' }),
      '7:5 "image" needs "folder" (built here) or "reference" (a foreign image), not "foldr"',
    ],
    [
      'an image of both kinds',
      file({ image: '{folder: x, reference: y}' }),
      '7:5 "image" has both "folder" and "reference"; keep one',
    ],
    ['an image that is text', file({ image: 'x' }), '7:12 "image" must be a map (key: value), not "x"'],
    [
      'a key of the other kind of image',
      file({ image: '{folder: x, prot: 1}' }),
      '7:24 unknown key "prot"; known: folder, target, args, origins',
    ],
    [
      'a misspelt key of a foreign image',
      file({ image: '{reference: x, prot: 1}' }),
      '7:27 unknown key "prot"; did you mean "port"?',
    ],
    [
      'a port out of range',
      file({ image: '{reference: x, port: 65536}' }),
      '7:33 "port" must be a whole number from 1 to 65535, not the number 65536',
    ],
    [
      'an unknown placeholder',
      file({ image: '{reference: x, client: ["{ulr}"]}' }),
      '7:36 unknown placeholder "{ulr}"; did you mean "{url}"?',
    ],
    ['a client without its server', file({ image: '{reference: x, client: [a]}' }), '7:27 "client" has no "{url}"'],
    [
      'a build argument that is a number',
      file({ image: '{folder: x, args: {A: 1.20}}' }),
      '7:34 "A" must be text, not the number 1.20; write it in quotes: "1.20"',
    ],
    ['no implementation', 'implementations: {}\n', '1:1 "implementations" is empty'],
    ['an unsafe name', `implementations:\n${implementation('../x')}`, '2:3 "../x" must be a name: a-z, 0-9 and "-"'],
    ['a capital in a name', `implementations:\n${implementation('Pion')}`, '2:3 "Pion" must be a name'],
    ['a name that ends in a hyphen', `implementations:\n${implementation('pion-')}`, '2:3 "pion-" must be a name'],
    ['a name too long', `implementations:\n${implementation('a'.repeat(41))}`, '2:3 "aaaa'],
    ['neither image nor npm', file().replace(/ +image.*\n/, ''), '2:3 "pion" has neither "image" nor "npm"'],
    ['an unknown tag', file({ language: '!go x' }), '4:15 Unresolved tag: !go; remove it'],
    [
      'an unknown case',
      expectation({ case: 'peer-conection' }),
      '16:12 expectation matches no cell: unknown case "peer-conection"; did you mean "peer-connection"?',
    ],
    [
      'an unknown server',
      expectation({ server: 'wreift' }),
      'expectation matches no cell: unknown server "wreift"; did you mean "werift"?',
    ],
    [
      'a server that is only a client',
      expectation({ server: 'pion' }),
      'expectation matches no cell: "pion" does not take part as server',
    ],
    [
      'a pattern that matches nothing',
      expectation({ client: '"x*"' }),
      'expectation matches no cell: pattern "x*" matches no client; known: pion, werift',
    ],
    [
      'an alternative that matches nothing',
      expectation({ client: '"{pion,x}"' }),
      'expectation matches no cell: unknown client "x"',
    ],
    [
      'a broken verdict',
      expectation({ verdict: 'broken' }),
      '"verdict" must be one of failed, unsupported, not "broken"',
    ],
    ['an empty reason', expectation({ reason: '" "' }), '"reason" must be the reason, in a sentence'],
  ])('%s', (_, text, message) => {
    const errors = errorsOf(text);
    expect(errors[0]).toContain(message);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^matrix\.yaml:\d+:\d+ [^\n]+$/);
  });

  test('two expectations for one cell', () => {
    const lines = [
      '{case: "*", server: pion, client: "*", reason: x}',
      '{case: peer-*, server: "*", client: pion, reason: x}',
    ];
    const text = file({}, `${implementation('werift')}expectations:\n${lines.map((line) => `  - ${line}\n`).join('')}`);
    expect(errorsOf(text)).toEqual([
      'matrix.yaml:16:5 duplicate expectation: entry 1 already covers peer-connection, server pion, client pion; make one of them narrower',
    ]);
  });

  test('several errors come in the order of the text, and a flood of them is cut', () => {
    expect(errorsOf(file({ version: '1.5', licence: '', prot: 'x' })).map((error) => error.split(' ')[0])).toEqual([
      'matrix.yaml:3:14',
      'matrix.yaml:6:5',
      'matrix.yaml:8:5',
    ]);
    const many = errorsOf(file(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`x${index}`, 'y']))));
    expect(many).toHaveLength(21);
    expect(many.at(-1)).toBe('matrix.yaml:28:5 and more errors from here on; mend those above first');
  });
});
