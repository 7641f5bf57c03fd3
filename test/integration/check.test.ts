/** `check`: a good peer has nothing wrong, and each bad one is told with the sentence that it deserves. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository, runCli } from './run-cli.ts';

const fixtures = join(repository, 'test', 'fixtures');

interface Row {
  readonly mark: string;
  readonly words: string;
}

interface Check {
  readonly status: number | undefined;
  readonly stderr: string;
  readonly text: string;
  /** @throws when there is no such row */
  row(what: string): Row;
  wrong(): string[];
}

async function check(name: string, args: readonly string[], env: Record<string, string> = {}): Promise<Check> {
  const { status, stdout, stderr } = await runCli(['check', name, '--engine', 'process', ...args], env);
  const rows = new Map<string, { mark: string; words: string }>();
  let last = { mark: '', words: '' };
  for (const line of stdout.split('\n')) {
    const [, what, mark, words = ''] =
      /^ {2}(\S.*?) {2,}(works|unsupported|wrong|untried)(?: +(.*))?$/.exec(line) ?? [];
    if (what !== undefined && mark !== undefined) rows.set(what, (last = { mark, words }));
    else last.words += ` ${line.trim()}`;
  }
  return {
    status,
    stderr,
    text: stdout,
    row: (what) => {
      const row = rows.get(what);
      if (row === undefined) throw new Error(`no row "${what}" in\n${stdout}\n${stderr}`);
      return row;
    },
    wrong: () => [...rows].filter(([, { mark }]) => mark === 'wrong').map(([what, { words }]) => `${what}: ${words}`),
  };
}

/** A liar's proxy takes its time to start, and a machine that is busy makes it longer. */
const liar = (name: string): Promise<Check> =>
  check(name, ['--config', join(fixtures, 'liars', 'matrix.yaml'), '--timeout', '12s']);

const hostile = (name: string): Promise<Check> =>
  check(name, ['--config', join(fixtures, 'peers', 'check.yaml'), '--timeout', '4s', '--start-timeout', '4s']);

describe('a peer that is in order', () => {
  it('has nothing wrong, and what its stack lacks is told with its reason', async () => {
    const checked = await check('libdatachannel', ['--timeout', '40s']);
    expect(checked.wrong()).toEqual([]);
    expect(checked.status).toBe(0);
    expect(checked.row('restartIce')).toEqual({ mark: 'unsupported', words: 'node-datachannel has no restartIce' });
    for (const what of ['a connection as offerer', 'a connection as answerer', '8 connections at once']) {
      expect(checked.row(what).mark).toBe('works');
    }
    expect(checked.row('10000 requests at once').mark).toBe('works');
    expect(checked.row('serve: a body over 1 MiB').mark).toBe('works');
  });
});

describe('a liar is told', () => {
  it('that answers methods it does not have', async () => {
    const checked = await liar('know-all');
    expect(checked.status).toBe(1);
    expect(checked.row('a made-up method')).toMatchObject({
      mark: 'wrong',
      words: expect.stringMatching(/sent thereIsNoSuchMethod \{\}, came the result \{\}; .*error -32601/) as string,
    });
    expect(checked.row('handles that were never given out').mark).toBe('wrong');
  });

  it('that writes what is no protocol to stdout', async () => {
    const checked = await liar('babbler');
    expect(checked.row('only protocol lines on stdout')).toMatchObject({
      mark: 'wrong',
      words: expect.stringMatching(/wrote "DEBUG: offer created" to stdout, which is not JSON/) as string,
    });
  });

  it('that exits with status 0 in the middle', async () => {
    const { mark, words } = (await liar('quitter')).row('setRemoteDescription');
    expect(mark).toBe('wrong');
    expect(words).toContain('was not answered, the process ended (exit code 0)');
  });

  it('that leaves every promise pending', async () => {
    const checked = await liar('procrastinator');
    expect(checked.row('createPeerConnection')).toMatchObject({
      mark: 'wrong',
      words: expect.stringContaining('sent createPeerConnection {}, was not answered within 3000 ms') as string,
    });
    expect(checked.row('send').mark).toBe('untried');
  });

  it('that floods notifications about what it never gave out', async () => {
    const checked = await liar('gossip');
    expect(checked.status).toBe(1);
    expect(checked.row('only handles that were given out').words).toMatch(
      /told message of handle 1\d{6}, which it never gave out/,
    );
  });

  it('that passes without having called anybody', async () => {
    const { mark, words } = (await liar('relabeller')).row('call: a path that answers 404');
    expect(mark).toBe('wrong');
    expect(words).toContain('it ended by exit code 0');
  });
});

describe('a peer that cannot be driven at all is told plainly, in bounded time', () => {
  it.each([
    ['stillborn', /the process ended \(exit code 4\); on stderr it said "no such shared library"/],
    ['stone', /hello was not answered within 4000 ms/],
    ['chatterbox', /wrote "so I said to him" to stdout, which is not JSON/],
  ])('%s', async (name, words) => {
    const checked = await hostile(name);
    expect(checked.status).toBe(1);
    expect(checked.row('peer drive answers hello').mark).toBe('wrong');
    expect(checked.row('peer drive answers hello').words).toMatch(words);
  });
});

it('knows no implementation of another name, nor one as reference', async () => {
  const [unknown, reference] = await Promise.all([
    check('libdatachanel', []),
    check('libdatachannel', ['--reference', 'nobody']),
  ]);
  expect([unknown.status, reference.status]).toEqual([2, 2]);
  expect(unknown.stderr).toContain('did you mean "libdatachannel"?');
  expect(reference.stderr).toContain('--reference: unknown implementation "nobody"');
});

it('says when the engine cannot run it', async () => {
  const checked = await check('pion', []);
  expect(checked.status).toBe(3);
  expect(checked.stderr).toContain('The process engine cannot run pion');
});
