/**
 * Asks servers on its network whether they are ready, for a runner that is not on that network.
 * stdin, a line each:  {"id": 1, "url": "http://server-pion:8080/health", "timeoutMs": 30000}
 *                  or: {"id": 2, "url": "http://server-pion:8080", "timeoutMs": 1000, "connect": true}
 *                  or: {"id": 3, "url": "http://server-pion:8080/offer", "timeoutMs": 5000,
 *                       "request": {"method": "POST", "body": "{}"}}, answered with {"id": 3, "ok": true, "status", "body"}
 * stdout, a line each: {"id": 1, "ok": true, "implementation": "pion", "version": "4.2.1"}
 *                  or: {"id": 1, "ok": false, "reason": "connect ECONNREFUSED 172.18.0.3:8080"}
 * A GET is repeated until it is answered well. `connect` asks once whether somebody listens there, which a busy server
 * answers, too (its kernel does).
 * It ends when stdin ends: its life tells everybody else on the engine that the runner is alive.
 */
/* global AbortSignal, URL, performance */
import http from 'node:http';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 20;
/** A server that accepts a connection and says nothing must not take the whole time limit. */
const ATTEMPT_MS = 1000;
const MAX_BODY_BYTES = 64 * 1024;

/** One request, to its end: `{status, body}`. Rejects when there is no answer within `limitMs`. */
function exchange(url, limitMs, { method, body: sent }) {
  return new Promise((resolve, reject) => {
    const options = { method, agent: false, signal: AbortSignal.timeout(limitMs) };
    const request = http.request(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        body += text;
        if (body.length > MAX_BODY_BYTES) request.destroy(new Error(`${method} ${url}: the answer does not end`));
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(sent ?? undefined);
  });
}

function get(url, limitMs) {
  return exchange(url, limitMs, { method: 'GET', body: null });
}

/** 200 is ready. So is 404: a foreign server that listens, but has no /health. Anything else is a reason. */
function read({ status, body }) {
  if (status === 404) return { ok: true, implementation: null, version: null };
  if (status !== 200) return { ok: false, reason: `GET /health answered ${status}` };
  const { implementation = null, version = null } = parse(body);
  return {
    ok: true,
    implementation: typeof implementation === 'string' ? implementation : null,
    version: typeof version === 'string' ? version : null,
  };
}

function parse(body) {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}

/** One TCP connection, closed at once. Rejects when there is none within `limitMs`. */
function connect(url, limitMs) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port), signal: AbortSignal.timeout(limitMs) }, () => {
      socket.destroy();
      resolve({ ok: true, implementation: null, version: null });
    });
    socket.on('error', reject);
  });
}

async function tryOnce(url, connectOnly, limitMs) {
  try {
    return connectOnly ? await connect(url, limitMs) : read(await get(url, limitMs));
  } catch (error) {
    return { ok: false, reason: error.name === 'AbortError' ? `no answer from ${url}` : error.message };
  }
}

async function ask({ url, timeoutMs, connect: connectOnly = false, request }) {
  if (request !== undefined) {
    return exchange(url, timeoutMs, request).then(
      ({ status, body }) => ({ ok: true, status, body }),
      (error) => ({ ok: false, reason: error.message }),
    );
  }
  const deadline = performance.now() + timeoutMs;
  let answer;
  do {
    const left = Math.max(1, Math.min(ATTEMPT_MS, deadline - performance.now()));
    answer = await tryOnce(url, connectOnly, Math.ceil(left));
    if (answer.ok || connectOnly) break;
    await delay(PAUSE_MS);
  } while (performance.now() < deadline);
  return answer;
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const request = JSON.parse(line);
  void ask(request).then((answer) => process.stdout.write(`${JSON.stringify({ id: request.id, ...answer })}\n`));
});
lines.on('close', () => process.exit(0));
