import { request, type IncomingMessage } from 'node:http';

/** The largest body that either side takes, in bytes. An SDP has a few thousand. */
export const bodyLimit = 1024 * 1024;

export class BodyTooLargeError extends Error {}

export interface Response {
  readonly status: number;
  readonly body: string;
}

/**
 * One HTTP exchange; `json` is posted, without it the request is a GET. node:http rather than fetch, which takes 10 to
 * 20 ms of every client's start to load.
 * @throws what the network says, or BodyTooLargeError.
 */
export function exchange(url: URL, json?: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const headers = json === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request(
      url,
      { method: json === undefined ? 'GET' : 'POST', headers, agent: false },
      (incoming) => {
        readBody(incoming).then((body) => {
          resolve({ status: incoming.statusCode ?? 0, body });
        }, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(json);
  });
}

/**
 * Reads a whole body as UTF-8.
 * @throws BodyTooLargeError as soon as it is over the limit; the rest is thrown away as it comes.
 */
export function readBody(message: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= bodyLimit) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(new BodyTooLargeError(`body over ${bodyLimit} bytes`));
    });
    message.on('end', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    message.on('error', reject);
  });
}
