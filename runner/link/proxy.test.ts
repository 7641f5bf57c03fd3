import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { openProxy, type Proxy } from './proxy.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Through {
  readonly proxy: Proxy;
  readonly origin: string;
  /** What became of each passage, in words. */
  readonly notes: string[];
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return port;
}

/** A proxy whose passages write offers in capitals and answers in brackets. */
async function openTo(target: string): Promise<Through> {
  const notes: string[] = [];
  const proxy = await openProxy(target, '127.0.0.1', () =>
    Promise.resolve({
      carryOffer: (sdp) => sdp.toUpperCase(),
      carryAnswer: (sdp) => `<${sdp}>`,
      note: (what) => notes.push(what),
    }),
  );
  closers.push(() => {
    proxy.close();
  });
  return { proxy, origin: new URL(proxy.url).origin, notes };
}

async function before(
  answer: (asked: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<Through> {
  const server = createServer((asked, response) => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('end', () => {
      answer(asked, response, Buffer.concat(chunks).toString());
    });
  });
  const port = await listen(server);
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return openTo(`http://127.0.0.1:${port}/offer?a=1`);
}

function send(url: string, method: string, chunks: readonly string[] = [], headers = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
      response.on('error', reject);
    });
    asked.on('error', reject);
    for (const chunk of chunks) asked.write(chunk);
    asked.end();
  });
}

const echo = (asked: IncomingMessage, response: ServerResponse, body: string): void => {
  const { 'x-own': own, 'content-length': length } = asked.headers;
  response.writeHead(203, 'Quite so', { 'x-seen': String(own), 'content-type': 'text/plain' });
  response.end(`${asked.method ?? ''} ${asked.url ?? ''} ${length ?? 'chunked'} ${body}`);
};

describe('what is no description goes on as it came', () => {
  it('GET /health, with method, path and headers of both ways', async () => {
    const { origin, notes } = await before(echo);
    const got = await send(`${origin}/health?b=2`, 'GET', [], { 'x-own': 'yes' });
    expect(got).toMatchObject({ status: 203, body: 'GET /health?b=2 chunked ' });
    expect(got.headers).toMatchObject({ 'x-seen': 'yes', 'content-type': 'text/plain' });
    expect(notes).toEqual([]);
  });

  it.each([
    ['bad JSON', '{"type": "offer", "sdp": "v=0'],
    ['an answer', '{"type":"answer","sdp":"v=0"}'],
    ['an offer without SDP', '{ "type": "offer" }'],
    ['SDP that is no text', '{"type":"offer","sdp":7}'],
    ['an array', '[]'],
    ['null', 'null'],
    ['nothing', ''],
  ])('POST of %s, byte for byte, and opens no path', async (_, body) => {
    const { proxy, notes } = await before(echo);
    const got = await send(proxy.url, 'POST', [body], { 'content-length': Buffer.byteLength(body) });
    expect(got.body).toBe(`POST /offer?a=1 ${Buffer.byteLength(body)} ${body}`);
    expect(notes).toEqual([]);
  });
});

describe('an offer', () => {
  it('is led through, with what else its JSON has, and so is its answer; also in chunks', async () => {
    const { proxy, notes } = await before((asked, response, body) => {
      const { sdp, extra } = JSON.parse(body) as { sdp: string; extra: number };
      response.end(JSON.stringify({ type: 'answer', sdp: `${sdp} ${extra} ${asked.headers['content-length'] ?? ''}` }));
    });
    const sent = JSON.stringify({ type: 'offer', sdp: 'v=0 é', extra: 7 });
    const length = Buffer.byteLength(JSON.stringify({ type: 'offer', sdp: 'V=0 É', extra: 7 }));
    const got = await send(proxy.url, 'POST', [sent.slice(0, 9), sent.slice(9)]);
    expect(JSON.parse(got.body)).toEqual({ type: 'answer', sdp: `<V=0 É 7 ${length}>` });
    expect(got.headers['content-length']).toBe(String(Buffer.byteLength(got.body)));
    expect(notes).toEqual(['the server answered 200']);
  });

  it('is led through, and its answer, where the server packs whatever the client can unpack (RFC 9110 section 12.5.3)', async () => {
    const { proxy } = await before((asked, response) => {
      const body = JSON.stringify({ type: 'answer', sdp: 'v=0' });
      const packs = [asked.headers['accept-encoding']].flat().join().includes('gzip');
      if (packs) response.setHeader('content-encoding', 'gzip');
      response.end(packs ? gzipSync(body) : body);
    });
    const got = await send(proxy.url, 'POST', ['{"type":"offer","sdp":"v=0"}'], { 'accept-encoding': 'gzip, br' });
    expect(JSON.parse(got.body)).toEqual({ type: 'answer', sdp: '<v=0>' });
  });

  it('does not leave the link where the server sends it on to another path of its own', async () => {
    const { proxy, origin } = await before((asked, response) => {
      const there = new URL('/offer/', `http://${asked.headers.host ?? ''}`);
      response.writeHead(307, { location: there.href }).end();
    });
    const got = await send(proxy.url, 'POST', ['{"type":"offer","sdp":"v=0"}']);
    expect(got).toMatchObject({ status: 307, headers: { location: `${origin}/offer/` } });
  });

  it('that is refused: the reason comes back as it is, and the evidence says so', async () => {
    const { proxy, notes } = await before((_asked, response) => {
      response.writeHead(415).end('no such codec\n');
    });
    const got = await send(proxy.url, 'POST', ['{"type":"offer","sdp":"v=0"}']);
    expect(got).toMatchObject({ status: 415, body: 'no such codec\n' });
    expect(notes).toEqual(['the server answered 415']);
  });
});

describe('a server that cannot be asked is a 502 with the reason', () => {
  const offer = ['{"type":"offer","sdp":"v=0"}'];

  it('where nobody listens', async () => {
    const { proxy, notes } = await openTo('http://127.0.0.1:9/offer');
    const got = await send(proxy.url, 'POST', offer);
    expect(got.status).toBe(502);
    expect(got.body).toMatch(/^the link cannot pass this on: .*ECONNREFUSED/);
    expect(notes).toEqual([]);
  });

  it('where it closes in the middle of its answer', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"type":'));
    });
    closers.push(() => server.close());
    const { proxy } = await openTo(`http://127.0.0.1:${await listen(server)}/offer`);
    const got = await send(proxy.url, 'POST', offer);
    expect(got.status).toBe(502);
    expect(got.body).toMatch(/^the link cannot pass this on: /);
  });

  it('where its answer is longer than 8 MiB', async () => {
    const { proxy } = await before((_asked, response) => response.end(Buffer.alloc(8 * 2 ** 20 + 1, 0x20)));
    const got = await send(proxy.url, 'POST', offer);
    expect(got).toMatchObject({ status: 502 });
    expect(got.body).toContain('a body of more than 8388608 bytes');
  });
});

describe('closing the proxy', () => {
  it('ends who still waits for a server that hangs, and asks that no longer', async () => {
    const asked: { done: ((by: IncomingMessage) => void) | null } = { done: null };
    const arrived = new Promise<IncomingMessage>((resolve) => (asked.done = resolve));
    const { proxy } = await before((by) => asked.done?.(by));
    const waiting = send(proxy.url, 'POST', ['{"type":"offer","sdp":"v=0"}']);
    const ended = expect(waiting).rejects.toThrow(/socket hang up|ECONNRESET/);
    const { socket } = await arrived;
    const left = new Promise((resolve) => socket.once('close', resolve));
    proxy.close();
    await ended;
    // The server's own connection goes, too: a cell leaves no socket behind.
    await left;
  });
});
