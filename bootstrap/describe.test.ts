import { expect, it } from 'vitest';
import { describeStep } from './describe.ts';

it('names the pid file and what really runs under its pid', () => {
  const file = { path: '/run/docker.pid', program: 'dockerd', pid: 4242 };
  expect(describeStep({ kind: 'remove-pid-file', file: { ...file, runs: 'node' } })).toBe(
    'remove /run/docker.pid: it names process 4242, which is node and not dockerd',
  );
  expect(describeStep({ kind: 'remove-pid-file', file: { ...file, runs: null } })).toContain('which does not run');
});

it('says beforehand that the images of .NET may be left out', () => {
  const images = [{ image: 'x:1', target: 'sdk' }];
  const step = { kind: 'dotnet-images', images, certain: true } as const;
  expect(describeStep({ ...step, dotnet: null })).toContain('do without');
  expect(describeStep({ ...step, dotnet: { root: '/opt/dotnet', sdk: '10.0.401', runtime: '10.0.12' } })).toContain(
    'SDK 10.0.401 in /opt/dotnet',
  );
});
