/** The peers in TypeScript as processes that really connect: every client against every server. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const names = ['werift', 'libdatachannel', 'libwebrtc'] as const;
const cases = ['peer-connection', 'data-channel-echo'] as const;
const pairs = names.flatMap((server) =>
  names.flatMap((client) => cases.map((testcase) => ({ server, client, testcase }))),
);

const packages = { werift: 'werift', libdatachannel: 'node-datachannel', libwebrtc: '@roamhq/wrtc' } as const;

const healthSchema = z.strictObject({ implementation: z.string(), version: z.string() });
const answerSchema = z.strictObject({ type: z.literal('answer'), sdp: z.string() });
const manifestSchema = z.object({ version: z.string() });

const servers = new Map<string, { readonly process: ChildProcess; readonly origin: string }>();

beforeAll(async () => {
  await Promise.all(names.map(async (name) => servers.set(name, await serve(name))));
});

afterAll(() => {
  for (const server of servers.values()) server.process.kill('SIGKILL');
});

test.each(pairs)('$testcase passes from client $client to server $server', async ({ server, client, testcase }) => {
  const { exitCode, stderr } = await callPastRace(client, `${originOf(server)}/offer`, { TESTCASE: testcase });
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
});

describe.each(names)('%s as server', (name) => {
  test('tells the version of the package that runs', async () => {
    const response = await fetch(`${originOf(name)}/health`);
    expect(response.status).toBe(200);
    const { version, ...rest } = healthSchema.parse(await response.json());
    expect(rest).toEqual({ implementation: name });
    expect(version).toBe(installedVersion(packages[name]));
  });

  const offer = { type: 'offer', sdp: offerSdp() };
  test.each([
    { what: 'no body', body: '', status: 400, reason: 'expected JSON' },
    { what: 'an empty object', body: '{}', status: 400, reason: '"type"' },
    { what: 'a list', body: '[]', status: 400, reason: 'JSON object' },
    { what: 'an answer', body: JSON.stringify({ ...offer, type: 'answer' }), status: 400, reason: 'found "answer"' },
    { what: 'no SDP', body: '{"type": "offer"}', status: 400, reason: 'no "sdp"' },
    { what: 'an SDP that is not one', body: '{"type": "offer", "sdp": "hello"}', status: 400, reason: 'not an SDP' },
    {
      what: 'no fingerprint',
      body: JSON.stringify({ ...offer, sdp: offer.sdp.replace(/a=fingerprint.*\r\n/, '') }),
      status: 400,
      reason: 'no fingerprint',
    },
    {
      what: 'an SDP that only the stack can refuse',
      body: JSON.stringify({ ...offer, sdp: offer.sdp.replace(/m=application.*\r\n/, 'm=nonsense\r\n') }),
      status: 400,
      reason: 'the stack refused it',
    },
    { what: 'more than 1 MiB', body: 'x'.repeat(2 * 1024 * 1024), status: 413, reason: 'body over 1048576 bytes' },
  ])('refuses $what and goes on serving', async ({ body, status, reason }) => {
    const response = await fetch(`${originOf(name)}/offer`, { method: 'POST', body });
    const text = await response.text();
    expect({ status: response.status, text }).toMatchObject({ status });
    expect(text).toContain(reason);
    expect(text.trimEnd()).not.toContain('\n');
    const next = await fetch(`${originOf(name)}/offer`, { method: 'POST', body: JSON.stringify(offer) });
    const answer = answerSchema.parse(await next.json());
    expect(answer.sdp).toContain('a=fingerprint:');
  });

  test.each([
    { method: 'GET', path: '/offer', status: 405 },
    { method: 'POST', path: '/health', status: 405 },
    { method: 'POST', path: '/nowhere', status: 404 },
  ])('answers $status to $method $path', async ({ method, path, status }) => {
    const response = await fetch(`${originOf(name)}${path}`, { method });
    expect(response.status).toBe(status);
  });
});

describe.each(names)('%s as client', (name) => {
  test('does not pass without a server, and says at which stage', async () => {
    const { exitCode, stderr } = await call(name, 'http://127.0.0.1:1/offer');
    expect(exitCode).toBe(1);
    expect(lastLine(stderr)).toMatch(/^signalling: POST http:\/\/127\.0\.0\.1:1\/offer: .*ECONNREFUSED/);
  });

  test('repeats what the server answered when that is no answer', async () => {
    const { exitCode, stderr } = await call(name, `${originOf('werift')}/nowhere`);
    expect(exitCode).toBe(1);
    expect(lastLine(stderr)).toMatch(/^signalling: POST .* answered 404 "no \/nowhere here/);
  });

  test('knows the cases that it does not know', async () => {
    const { exitCode, stderr } = await call(name, `${originOf('werift')}/offer`, { TESTCASE: 'no-such-case' });
    expect(exitCode).toBe(77);
    expect(lastLine(stderr)).toMatch(/^unsupported: no case "no-such-case"/);
  });

  test("takes upstream's command line", async () => {
    const { exitCode, stderr } = await run(name, ['call', '-t', '5', '-s', `${originOf('libwebrtc')}/offer`], {});
    expect(exitCode).toBe(77);
    expect(lastLine(stderr)).toMatch(/^unsupported: no case "5"/);
  });
});

// Windows has no SIGTERM that a process could take.
describe.skipIf(process.platform === 'win32')('SIGTERM', () => {
  test.each(names)('ends the server of %s with status 0', async (name) => {
    const { process: server } = await serve(name);
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  });
});

function installedVersion(name: string): string {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return manifestSchema.parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
}

function originOf(name: string): string {
  const server = servers.get(name);
  if (server === undefined) throw new Error(`no server of ${name} was started`);
  return server.origin;
}

async function serve(name: string): Promise<{ process: ChildProcess; origin: string }> {
  const child = start(name, ['serve'], { PORT: '0' });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)));
  for await (const line of createInterface(child.stdout)) {
    const port = /^listening on (\d+)$/.exec(line)?.[1];
    if (port === undefined) throw new Error(`${name} serve: expected "listening on PORT", found "${line}"`);
    return { process: child, origin: `http://127.0.0.1:${port}` };
  }
  throw new Error(`${name} serve ended before it listened: ${stderr}`);
}

function call(name: string, url: string, environment: Record<string, string> = {}) {
  return run(name, ['call', url], environment);
}

/**
 * Calls again, at most four times, when libdatachannel fell into its race between ICE and the answer, which
 * peers-ts/libdatachannel.ts describes. Every other failure counts at once.
 */
async function callPastRace(name: string, url: string, environment: Record<string, string>) {
  let result = await call(name, url, environment);
  for (let again = 0; again < 4 && result.stderr.includes('a known race of the stack'); again++) {
    result = await call(name, url, environment);
  }
  return result;
}

async function run(name: string, words: readonly string[], environment: Record<string, string>) {
  const child = start(name, words, environment);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.resume();
  await once(child, 'close');
  return { exitCode: child.exitCode, signal: child.signalCode, stderr };
}

function start(name: string, words: readonly string[], environment: Record<string, string>) {
  const entry = fileURLToPath(new URL(`../../peers-ts/${name}.ts`, import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', entry, ...words], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** A good offer whose only candidate leads nowhere (RFC 5737). */
function offerSdp(): string {
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:abcdefghijklmnopqrstuvwx',
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
    'a=setup:actpass',
    'a=sctp-port:5000',
    'a=candidate:1 1 udp 2130706431 192.0.2.1 9 typ host',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}
