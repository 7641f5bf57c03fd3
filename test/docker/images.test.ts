/** Images: what is built, from where, and what is said when it cannot be. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../runner/engines/engine.ts';
import type { Implementation } from '../../runner/model.ts';
import { createEngine, fromOrigins, implementation, noDocker, prepare } from './fixtures.ts';

describe.skipIf(noDocker !== null)('images', () => {
  let engine: Engine;
  let folder: string;
  /** Unique in each run of the tests, so that the image is built and not found. */
  const version = `0.0.${Date.now()}`;

  beforeAll(async () => {
    engine = await createEngine();
    folder = await mkdtemp(join(tmpdir(), 'webrtc-interop-test-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    const docker = new Docker();
    const label = ['webrtc-interop.implementation=origins'];
    const built = await docker.listImages({ filters: { label } });
    await Promise.all(built.map(({ Id }) => docker.getImage(Id).remove({ force: true })));
  });

  const reasonOf = async (wanted: Implementation): Promise<string> => {
    const { preparations } = await prepare(engine, wanted);
    const [first] = preparations;
    return first?.ok === false ? first.reason : 'built';
  };

  it('falls back to the next origin when a registry cannot be reached, says so, and builds nothing the next time', async () => {
    const wanted = fromOrigins(['registry', 'debian'], { version });
    const built = await prepare(engine, wanted);
    expect(built.preparations).toMatchObject([{ ok: true, origin: 'debian' }]);
    expect(built.events).toContainEqual({
      type: 'notice',
      lines: ['origins: registry cannot be reached, building from debian instead.'],
    });
    expect(built.events).toContainEqual(expect.objectContaining({ type: 'build-finished', cached: false }));
    const again = await prepare(engine, wanted);
    expect(again.preparations).toEqual(built.preparations);
    expect(again.events.map(({ type }) => type)).toEqual(['notice', 'build-started', 'build-finished']);
  });

  it('does not fall back for a version that was asked for', async () => {
    const override = { kind: 'version', version: '9.9' } as const;
    expect(await reasonOf(fromOrigins(['registry', 'debian'], { override }))).toBe(
      'image not built: connect to the registry: network is unreachable (the build step ended with exit code 69)',
    );
  });

  it('does not fall back when a build fails for another reason, and shows the telling line', async () => {
    const { preparations, events } = await prepare(engine, fromOrigins(['nowhere', 'debian'], { version }));
    const reason = 'image not built: E: Unable to locate package nowhere (the build step ended with exit code 100)';
    expect(preparations).toMatchObject([{ ok: false, reason }]);
    const failed = events.find((event) => event.type === 'build-failed');
    expect(failed?.log).toContain('nothing was installed');
  });

  it('builds from packages of this machine: a folder or a single file, and again when they change', async () => {
    const file = join(folder, 'stack.txt');
    await writeFile(file, version);
    const ids: (string | null)[] = [];
    for (const path of [folder, file]) {
      const wanted = fromOrigins(['registry'], { override: { kind: 'packages', path } });
      const { preparations } = await prepare(engine, wanted);
      expect(preparations).toMatchObject([{ ok: true, origin: 'local' }]);
    }
    for (const content of ['one', 'two']) {
      await writeFile(file, `${version} ${content}`);
      const wanted = fromOrigins(['registry'], { override: { kind: 'packages', path: folder } });
      const { preparations } = await prepare(engine, wanted);
      ids.push(preparations[0]?.ok ? preparations[0].image : null);
    }
    expect(new Set(ids).size).toBe(2);
  });

  it('names what is missing', async () => {
    const image = { kind: 'folder', folder: 'absent', target: null, args: {}, origins: ['debian'] } as const;
    expect(await reasonOf(implementation('foo', { image }))).toMatch(/^image not built: absent has no Dockerfile; /);
    const override = { kind: 'packages', path: join(folder, 'absent') } as const;
    expect(await reasonOf(implementation('foo', { override }))).toContain(
      `--with foo=${override.path}: no such file or folder`,
    );
    const reference = 'localhost:1/absent:1';
    const foreign = { kind: 'reference', reference, server: null, client: ['call'], port: 8080 } as const;
    expect(await reasonOf(implementation('foo', { image: foreign }))).toMatch(
      /^image not built: cannot pull localhost:1\/absent:1: /,
    );
  });

  it('ends a build that is interrupted', async () => {
    const abort = new AbortController();
    const building = engine.prepare([fromOrigins(['slow'], { version })], {
      emit: (event) => {
        if (event.type === 'build-output' && event.line.endsWith('sleeping')) abort.abort();
      },
      signal: abort.signal,
    });
    expect(await building).toMatchObject([{ ok: false, reason: 'image not built: interrupted' }]);
  });

  it('keeps only the last few images of an implementation', async () => {
    for (const number of [1, 2, 3, 4, 5])
      await prepare(engine, fromOrigins(['debian'], { version: `${version}${number}` }));
    const docker = new Docker();
    const left = await docker.listImages({ filters: { label: ['webrtc-interop.implementation=origins'] } });
    const tags = left.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => !tag.startsWith('<none>'));
    expect(tags).toHaveLength(4);
  });
});
