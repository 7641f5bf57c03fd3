import { createServer, type IncomingMessage } from 'node:http';
import { answer } from './answer.ts';
import { DescriptionError, messageOf, parseDescription } from './description.ts';
import { BodyTooLargeError, readBody, type Response } from './http.ts';
import { log } from './log.ts';
import type { Stack } from './stack.ts';
import { findVersion } from './version.ts';

/**
 * Takes offers on all addresses until the process is ended.
 * @throws when the port cannot be had.
 */
export async function serve(stack: Stack, port: number): Promise<void> {
  const health = JSON.stringify({ implementation: stack.implementation, version: findVersion(stack.package) });
  const server = createServer((request, response) => {
    void respond(stack, health, request).then(({ status, body }) => {
      if (status !== 200) log(`${request.method ?? ''} ${request.url ?? ''}: ${status} ${body}`);
      const type = status === 200 ? 'application/json' : 'text/plain; charset=utf-8';
      // The rest of a body that was too large is taken in and thrown away: closing now would reset the connection,
      // and the client would not see the answer.
      request.resume();
      response.writeHead(status, { 'content-type': type }).end(status === 200 ? body : `${body}\n`);
    });
  });
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, resolve);
  });
  const address = server.address();
  process.stdout.write(`listening on ${typeof address === 'object' && address !== null ? address.port : port}\n`);
}

async function respond(stack: Stack, health: string, request: IncomingMessage): Promise<Response> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (path === '/health') return request.method === 'GET' ? { status: 200, body: health } : refuseMethod(path, 'GET');
  if (path !== '/offer') return { status: 404, body: `no ${path.slice(0, 80)} here: POST /offer, GET /health` };
  if (request.method !== 'POST') return refuseMethod(path, 'POST');
  try {
    const offer = parseDescription(await readBody(request), 'offer');
    const description = await answer(stack, offer);
    return { status: 200, body: JSON.stringify({ type: description.type, sdp: description.sdp }) };
  } catch (error) {
    if (error instanceof BodyTooLargeError) return { status: 413, body: error.message };
    const body = error instanceof DescriptionError ? error.message : `the stack refused it: ${messageOf(error)}`;
    return { status: 400, body };
  }
}

function refuseMethod(path: string, method: string): Response {
  return { status: 405, body: `${path} takes ${method}` };
}
