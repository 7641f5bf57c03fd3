import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { flagDefaults } from '../flags.ts';
import { makeReplay, type ReplaySettings } from './replay.ts';

const cell = { case: 'channel-label', server: 'pion', client: 'werift' };
const settings: ReplaySettings = {
  ...flagDefaults,
  engine: 'docker',
  seed: 7,
  overrides: [],
  selfCheck: true,
  direct: false,
};

describe('makeReplay', () => {
  it('names the cell, the engine that ran and the seed, and nothing that is as ever', () => {
    const line = makeReplay(cell, settings);
    expect(line).toBe('npm run matrix -- --case channel-label --server pion --client werift --engine docker --seed 7');
  });

  it('names what differs from the default', () => {
    const changed = {
      contract: 'script',
      timeoutMs: 1_500,
      startTimeoutMs: 60_000,
      retries: 0,
      config: 'a/b.yaml',
    } as const;
    const line = makeReplay(cell, { ...settings, ...changed, engine: 'process', selfCheck: false });
    expect(line).toBe(
      'npm run matrix -- --case channel-label --server pion --client werift --contract script --engine process --seed 7' +
        ' --timeout 1500ms --start-timeout 60000ms --retries 0 --config a/b.yaml --no-self-check',
    );
  });

  it('takes the other versions of the two that take part, as typed', () => {
    const line = makeReplay(cell, { ...settings, overrides: ['werift=../w.tgz', 'aiortc=1.0', 'pion=4.2.0'] });
    expect(line).toMatch(/ --with werift=\.\.\/w\.tgz --with pion=4\.2\.0$/u);
  });

  it.each(["it's here", 'two  spaces', '$(id) `id` $HOME', '"a" \\ b;c&d|e>f', '~/x*?[a]{b,c}', 'a\nb', 'é', '!x #y'])(
    'says %j so that a shell reads the same',
    (path) => {
      const line = makeReplay(cell, { ...settings, overrides: [`pion=${path}`], config: path });
      const script = line.replace('npm run matrix --', String.raw`printf '%s\0'`);
      const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0');
      expect(words.slice(-5)).toEqual(['--with', `pion=${path}`, '--config', path, '']);
    },
  );
});
