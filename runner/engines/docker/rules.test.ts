/** The pure rules of the Docker engine. */
import { describe, expect, it } from 'vitest';
import { dataChannelEcho } from '../../cases/data-channel-echo.ts';
import type { Implementation } from '../../model.ts';
import { baseImagesOf } from './base-images.ts';
import { clientCommand } from './client.ts';
import { explainNoAnswer } from './connect.ts';
import { isRoot } from './container-options.ts';
import { optionsOf } from './endpoint.ts';
import { splitFirstLine } from './exec.ts';
import { exitOf } from './exit-status.ts';
import { makeFrameReader } from './frames.ts';
import { isDead } from './leftovers.ts';

describe('exitOf', () => {
  it('takes 128 + n for signal n, and names the memory limit', () => {
    expect(exitOf(77)).toEqual({ exitCode: 77, signal: null });
    expect(exitOf(139)).toEqual({ exitCode: null, signal: 'SIGSEGV' });
    expect(exitOf(137)).toEqual({ exitCode: null, signal: 'SIGKILL' });
    expect(exitOf(137, true)).toEqual({ exitCode: null, signal: 'SIGKILL (out of memory)' });
    expect(exitOf(255)).toEqual({ exitCode: 255, signal: null });
    expect(exitOf(128)).toEqual({ exitCode: 128, signal: null });
  });
});

describe('isDead', () => {
  const trace = { run: 'r', containers: [], networks: [], since: 1_000_000 };

  it('takes a run whose probe ended for dead, however young', () => {
    expect(isDead({ ...trace, probe: 'exited' }, 1_000_001, 60_000)).toBe(true);
    expect(isDead({ ...trace, probe: 'dead' }, 1_000_001, 60_000)).toBe(true);
  });
  it('takes a run whose probe lives for alive, however old', () => {
    expect(isDead({ ...trace, probe: 'running' }, 9_000_000, 0)).toBe(false);
  });
  it('gives a run that is just starting time to start its probe', () => {
    for (const probe of [null, 'created']) {
      expect(isDead({ ...trace, probe }, 1_059_999, 60_000)).toBe(false);
      expect(isDead({ ...trace, probe }, 1_060_000, 60_000)).toBe(true);
      expect(isDead({ ...trace, probe }, 1_000_000, 0)).toBe(true);
    }
  });
});

it('finds the base images of a Dockerfile, not its stages', () => {
  const dockerfile = `ARG ORIGIN=npm
FROM scratch AS packages
FROM --platform=linux/amd64 debian:forky-slim AS Base
from base as tools
FROM origin-\${ORIGIN}
FROM mcr.example/runtime:10.0
FROM debian:forky-slim
`;
  expect(baseImagesOf(dockerfile)).toEqual(['debian:forky-slim', 'mcr.example/runtime:10.0']);
});

it('knows the superuser under all names', () => {
  expect(['', 'root', '0', '0:0', 'root:root', '00', '0:1000'].map(isRoot)).toEqual(Array(7).fill(true));
  expect(['peer', '10001', '10001:0', 'rooted', 'peer:root'].map(isRoot)).toEqual(Array(5).fill(false));
});

it('fills the place-holders of a foreign client', () => {
  const foreign = (client: string[]): Implementation => ({
    name: 'x',
    version: '1',
    language: '',
    homepage: '',
    licence: '',
    roles: ['client'],
    image: { kind: 'reference', reference: 'x', server: null, client, port: 80 },
    npm: null,
    override: null,
  });
  const request = { url: 'http://s:1/offer', case: dataChannelEcho };
  expect(
    clientCommand(foreign(['/client.sh', '-t', '{number}', '-s', '{url}', '--case={case}', '{x}']), request),
  ).toEqual(['/client.sh', '-t', '1', '-s', 'http://s:1/offer', '--case=data-channel-echo', '{x}']);
  expect(clientCommand({ ...foreign([]), image: null }, request)).toEqual(['peer', 'call', 'http://s:1/offer']);
});

it('puts frames together however they are cut', () => {
  const frame = (type: number, text: string): Buffer => {
    const header = Buffer.from([type, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };
  const stream = Buffer.concat([frame(1, 'out'), frame(2, ''), frame(2, 'err'), frame(1, 'more')]);
  for (let size = 1; size <= stream.length; size += 1) {
    const got = { stdout: '', stderr: '' };
    const read = makeFrameReader((channel, bytes) => {
      got[channel] += bytes.toString();
    });
    for (let at = 0; at < stream.length; at += size) read(stream.subarray(at, at + size));
    expect(got).toEqual({ stdout: 'outmore', stderr: 'err' });
  }
});

it('splits the first line off, and does not wait for it for ever', () => {
  for (const [input, expected] of [
    [
      ['12', '3\nab', 'c\n'],
      ['123', 'abc\n'],
    ],
    [['7\n'], ['7', '']],
    [
      ['x'.repeat(40), 'y'],
      ['x'.repeat(40), 'y'],
    ],
  ] as const) {
    let line = '';
    let rest = '';
    const take = splitFirstLine(
      (text) => (line = text),
      (bytes) => (rest += bytes.toString()),
    );
    for (const piece of input) take(Buffer.from(piece));
    expect([line, rest]).toEqual(expected);
  }
});

it('reads the addresses that Docker contexts have', async () => {
  expect(await optionsOf('unix:///home/x/docker.sock', null)).toEqual({ socketPath: '/home/x/docker.sock' });
  expect(await optionsOf('npipe:////./pipe/docker', null)).toEqual({ socketPath: '//./pipe/docker' });
  expect(await optionsOf('tcp://box:2375', null)).toEqual({ protocol: 'http', host: 'box', port: '2375' });
  expect(await optionsOf('ssh://me@box:2222', null)).toMatchObject({ protocol: 'ssh', host: 'box', username: 'me' });
});

it('says for each way in which no engine answers what to do', () => {
  const error = (code: string): Error => Object.assign(new Error(`connect ${code} /s`), { code, address: '/s' });
  expect(explainNoAnswer(error('ENOENT'), 'the default socket')).toMatch(/no socket \(\/s\).*npm run bootstrap/);
  expect(explainNoAnswer(error('EACCES'), 'the default socket')).toMatch(/Permission denied.*usermod -aG docker/);
  expect(explainNoAnswer(error('ECONNREFUSED'), 'the default socket')).toMatch(/not running.*npm run bootstrap/);
  expect(explainNoAnswer(new Error('socket hang up'), 'tcp://x')).toMatch(/tcp:\/\/x does not answer: socket hang up/);
});
