import { describe, expect, it } from 'vitest';
import { deriveLaterSource } from './later-source.ts';

const derive = (path: string, text: string) => deriveLaterSource([{ path, text }], 'bookworm', 'trixie');

describe('a source in the deb822 format', () => {
  it('keeps the mirror and the key and changes the suite', () => {
    const text = `Types: deb deb-src
# a comment inside
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/some.gpg

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
`;
    expect(derive('debian.sources', text)).toBe(`Types: deb
Suites: trixie
Components: main
URIs: http://mirror.example/debian
Signed-By: /usr/share/keyrings/some.gpg
`);
  });

  it('keeps a key that is written out over many lines', () => {
    const key = `Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc=
 -----END PGP PUBLIC KEY BLOCK-----`;
    const text = `Types: deb\nURIs: http://m.example/d\nSuites: bookworm\nComponents: main\n${key}\n`;
    expect(derive('debian.sources', text)).toContain(key);
  });

  it.each([
    ['is switched off', 'Enabled: no\nTypes: deb\nURIs: http://m/d\nSuites: bookworm\nComponents: main'],
    ['has sources only', 'Types: deb-src\nURIs: http://m/d\nSuites: bookworm\nComponents: main'],
    ['is of another release', 'Types: deb\nURIs: http://m/d\nSuites: bookworm-backports\nComponents: main'],
    ['is not of main', 'Types: deb\nURIs: http://m/d\nSuites: bookworm\nComponents: contrib'],
  ])('is not taken when it %s', (_, text) => {
    expect(derive('x.sources', text)).toBeNull();
  });
});

describe('a source in the one-line format', () => {
  it('turns its options into fields', () => {
    const text = `# deb http://no.example/debian bookworm main
deb http://sec.example/debian-security bookworm-security main
deb [arch=amd64,arm64 signed-by=/k.gpg trusted=yes] http://mirror.example/debian bookworm main contrib # mine
`;
    expect(derive('/etc/apt/sources.list', text)).toBe(`Types: deb
Suites: trixie
Components: main
URIs: http://mirror.example/debian
Architectures: amd64 arm64
signed-by: /k.gpg
trusted: yes
`);
  });

  it('is not taken from another component', () => {
    expect(derive('a.list', 'deb http://m.example/d bookworm contrib\n')).toBeNull();
  });
});

it('takes the first file that has one', () => {
  const files = [
    { path: 'a.list', text: 'deb http://vendor.example/apt stable main\n' },
    { path: 'b.list', text: 'deb http://mirror.example/debian bookworm main\n' },
  ];
  expect(deriveLaterSource(files, 'bookworm', 'trixie')).toContain('URIs: http://mirror.example/debian\n');
});
