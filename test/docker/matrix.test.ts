/** The whole main job on Docker, by the real command line: real images of every implementation, each with each. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMatrix, temporaryFolder } from '../integration/run-cli.ts';
import { noDocker } from './fixtures.ts';

/** Building six images from nothing on a small machine, behind slow registries. */
const BUILDS_MS = 30 * 60_000;

describe.skipIf(noDocker !== null)('the matrix on Docker', () => {
  it(
    'passes both cases for every pair of implementations that can be built',
    async () => {
      await using out = await temporaryFolder();
      // libdatachannel as client loses a race of its own now and then, on a busy machine twice in a row: what is tested
      // here is the matrix, and a pair that never passes still fails.
      const args = ['--engine', 'docker', '--case', 'peer-connection,data-channel-echo', '--retries', '4'];
      const { report, status, stdout } = await runMatrix(out.path, args);
      const missing = report.implementations.filter(({ notBuilt }) => notBuilt !== null);
      for (const { name } of missing) process.stdout.write(`skipped: ${name} (package not found)\n`);
      // Only SIPSorcery may be missing: some copies of NuGet lack it. All others have Debian or npm to fall back to.
      expect(missing.filter(({ name }) => name !== 'sipsorcery')).toEqual([]);
      const lost = new Set(missing.map(({ name }) => name));
      for (const cell of report.cells) {
        if (lost.has(cell.server) || lost.has(cell.client)) {
          expect(cell).toMatchObject({ verdict: 'broken', blame: 'runner', expected: false });
          expect(cell.reason).toMatch(/^image not built: /);
        } else {
          expect(cell, stdout).toMatchObject({ verdict: 'passed', expected: true });
        }
      }
      expect(report.cells).toHaveLength(72);
      expect(status).toBe(missing.length === 0 ? 0 : 3);
      for (const { name, version, origin, image } of report.implementations) {
        if (lost.has(name)) continue;
        expect(version).toMatch(/^\d/);
        expect(origin).toMatch(/^(pypi|goproxy|nuget|npm|debian)$/);
        expect(image).toMatch(/^sha256:/);
      }
    },
    BUILDS_MS,
  );

  it(
    'calls cells of an implementation whose package is nowhere broken, runs the rest, and exits 3',
    async () => {
      await using out = await temporaryFolder();
      const empty = join(out.path, 'empty');
      await mkdir(empty);
      const args = ['--engine', 'docker', '--with', `sipsorcery=${empty}`, '--case', 'peer-connection'];
      const run = await runMatrix(out.path, [
        ...args,
        '--implementation',
        'sipsorcery,pion',
        '--contract',
        'exit-code',
      ]);
      expect(run.cell('sipsorcery', 'pion')).toMatchObject({ verdict: 'broken', expected: false });
      expect(run.cell('pion', 'sipsorcery').reason).toMatch(/^image not built: .*nupkg/);
      expect(run.cell('pion', 'pion').verdict).toBe('passed');
      expect(run.status).toBe(3);
    },
    BUILDS_MS,
  );
});
