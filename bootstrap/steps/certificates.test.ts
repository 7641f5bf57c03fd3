import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyCertificates } from './certificates.ts';

const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootstrap-certificates-'));
  await mkdir(join(folder, 'added'));
  await writeFile(join(folder, 'added', 'proxy.crt'), pem('AAAA'));
  await writeFile(join(folder, 'added', 'README'), pem('no'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function copied(extra: string | undefined): Promise<string[]> {
  await copyCertificates(join(folder, 'tree'), join(folder, 'added'), extra);
  const target = join(folder, 'tree/usr/local/share/ca-certificates');
  const names = (await readdir(target)).sort();
  return Promise.all(names.map((name) => readFile(join(target, name), 'utf8')));
}

it('copies each certificate to a file of its own, Node’s extra bundle too', async () => {
  await writeFile(join(folder, 'extra.pem'), `# two\n${pem('BBBB')}\ntext\n${pem('CCCC')}`);
  expect(await copied(join(folder, 'extra.pem'))).toEqual([pem('AAAA'), pem('BBBB'), pem('CCCC')].map((c) => `${c}\n`));
});

it('leaves the bundle of the system out, and bears one that is missing', async () => {
  expect(await copied('/etc/ssl/certs/ca-certificates.crt')).toHaveLength(1);
  expect(await copied(join(folder, 'nothing.pem'))).toHaveLength(1);
});
