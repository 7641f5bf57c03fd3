import { describe, expect, it } from 'vitest';
import { chooseSdk } from './dotnet.ts';
import { findOpenOrigins } from './origins.ts';
import { parseOsRelease } from './system.ts';

describe('os-release', () => {
  it.each([
    ['ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n', { kind: 'debian', name: 'Debian 12', release: 12 }],
    ['PRETTY_NAME="Debian forky/sid"\nID=debian\n', { kind: 'debian', name: 'Debian forky/sid', release: null }],
    ["ID=ubuntu\nVERSION_ID='24.04'\nNAME=Ubuntu\n", { kind: 'ubuntu', name: 'Ubuntu', release: 24.04 }],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\nNAME="Linux Mint"', { kind: 'other', name: 'Linux Mint' }],
    ['', { kind: 'other', name: 'Linux' }],
  ])('%j', (text, expected) => {
    expect(parseOsRelease(text)).toEqual(expected);
  });
});

describe('origins', () => {
  const matrix = `
implementations:
  pion: { image: { folder: images/pion, origins: [goproxy, debian] } }
  lib-x: { image: { folder: images/x, origins: [npm, debian] } }
  werift: { image: { folder: peers-ts, origins: [npm] } }
  foreign: { image: { reference: example/peer } }
`;
  const variables = (env: string) => findOpenOrigins(matrix, env, '/repo').map(({ variable }) => variable);

  it('are open where there are two and .env holds neither', () => {
    expect(variables('')).toEqual(['PION_ORIGIN', 'LIB_X_ORIGIN']);
    expect(variables('# PION_ORIGIN=debian\nLIB_X_ORIGIN=npm\n')).toEqual(['PION_ORIGIN']);
    expect(variables('export PION_ORIGIN=debian\nLIB_X_ORIGIN=\n')).toEqual([]);
  });

  it('know the folder and both names', () => {
    expect(findOpenOrigins(matrix, '', '/repo')[0]).toEqual({
      implementation: 'pion',
      folder: '/repo/images/pion',
      registry: 'goproxy',
      fallback: 'debian',
      variable: 'PION_ORIGIN',
    });
  });

  it('are none in a matrix.yaml that cannot be read', () => {
    expect(findOpenOrigins('implementations: [', '', '/repo')).toEqual([]);
  });
});

describe('the .NET SDK', () => {
  const runtimes = `Microsoft.AspNetCore.App 10.0.12 [/usr/share/dotnet/shared/Microsoft.AspNetCore.App]
Microsoft.NETCore.App 8.0.1 [/usr/share/dotnet/shared/Microsoft.NETCore.App]
Microsoft.NETCore.App 10.0.9 [/usr/share/dotnet/shared/Microsoft.NETCore.App]
Microsoft.NETCore.App 10.0.12 [/usr/share/dotnet/shared/Microsoft.NETCore.App]
Microsoft.NETCore.App 10.0.14 [/home/me/.dotnet/shared/Microsoft.NETCore.App]
`;

  it('is the newest 10 with the newest runtime of its own folder', () => {
    const sdks =
      '8.0.100 [/usr/share/dotnet/sdk]\n10.0.100 [/usr/share/dotnet/sdk]\n10.0.401 [/usr/share/dotnet/sdk]\n';
    expect(chooseSdk(sdks, runtimes)).toEqual({ root: '/usr/share/dotnet', sdk: '10.0.401', runtime: '10.0.12' });
  });

  it('is none where only another version is', () => {
    expect(chooseSdk('9.0.100 [/usr/share/dotnet/sdk]\n', runtimes)).toBeNull();
    expect(chooseSdk('', '')).toBeNull();
  });
});
