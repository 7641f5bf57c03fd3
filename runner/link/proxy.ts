/**
 * The signalling of a cell by exit code led through the link: an HTTP server in front of the peer's. Offers that are
 * posted, and their answers, are led through a path; everything else goes on as it came.
 */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** More than any peer takes (docs/peer-protocol.md); what is longer is cut off with the connection. */
const MOST_BYTES = 8 * 2 ** 20;

export interface Passage {
  readonly carryOffer: (sdp: string) => string;
  readonly carryAnswer: (sdp: string) => string;
  /** What became of it, in words, for who reads the evidence. */
  readonly note: (what: string) => void;
}

export interface Proxy {
  /** With the path of the server's own URL. */
  readonly url: string;
  close(): void;
}

/** @param openPassage called for each offer that is posted */
export async function openProxy(target: string, address: string, openPassage: () => Promise<Passage>): Promise<Proxy> {
  const url = new URL(target);
  // What stands on the loopback address is for this machine only, and so is what stands before it.
  const host = url.hostname === '127.0.0.1' ? '127.0.0.1' : address;
  const closing = new AbortController();
  const server = createServer((asked, answer) => {
    pass(asked, answer, { target: url, signal: closing.signal }, openPassage).catch((error: unknown) => {
      // As if the server itself could not be reached: whoever called says so in its own words.
      if (!answer.headersSent) answer.writeHead(502, { 'content-type': 'text/plain' });
      answer.end(`the link cannot pass this on: ${error instanceof Error ? error.message : String(error)}\n`);
    });
  });
  await listen(server, host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}${url.pathname}${url.search}`,
    close: () => {
      server.close();
      server.closeAllConnections();
      // A server that hangs would keep a socket of every cell.
      closing.abort();
    },
  };
}

function listen(server: Server, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface Onward {
  readonly target: URL;
  /** Ends what is still asked. */
  readonly signal: AbortSignal;
}

async function pass(
  asked: IncomingMessage,
  answer: ServerResponse,
  onward: Onward,
  openPassage: () => Promise<Passage>,
): Promise<void> {
  const body = await readBody(asked);
  const offer = asked.method === 'POST' ? parseDescription(body, 'offer') : null;
  const passage = offer === null ? null : await openPassage();
  const sent = offer === null || passage === null ? body : withSdp(offer, passage.carryOffer(offer.sdp));
  const response = await ask(asked, onward, sent);
  const received = await readBody(response);
  passage?.note(`the server answered ${response.statusCode ?? 0}`);
  const description = passage === null ? null : parseDescription(received, 'answer');
  const given =
    description === null || passage === null ? received : withSdp(description, passage.carryAnswer(description.sdp));
  const headers = { ...response.headers, 'content-length': String(given.length) };
  delete headers['transfer-encoding'];
  // Who is sent on to another place of the same server stays here.
  const own = `http://${asked.headers.host ?? ''}`;
  if (headers.location?.startsWith(`${onward.target.origin}/`) === true) {
    headers.location = own + headers.location.slice(onward.target.origin.length);
  }
  answer.writeHead(response.statusCode ?? 502, response.statusMessage, headers).end(given);
}

function ask(asked: IncomingMessage, { target, signal }: Onward, body: Buffer): Promise<IncomingMessage> {
  const { hostname, port } = target;
  // A description that is packed could not be read, and would name the peer instead of the link.
  const headers = { ...asked.headers, host: target.host, 'accept-encoding': 'identity' };
  delete headers['transfer-encoding'];
  if (body.length > 0 || asked.headers['content-length'] !== undefined) headers['content-length'] = String(body.length);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method: asked.method, path: asked.url, headers, agent: false, signal };
    request(options, resolve).on('error', reject).end(body);
  });
}

async function readBody(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`a body of more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

interface Description {
  readonly type: string;
  readonly sdp: string;
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Null for whatever is no description of this type: it is not for us to judge. */
function parseDescription(body: Buffer, type: 'offer' | 'answer'): Description | null {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null || !('sdp' in json) || !('type' in json)) return null;
  const { sdp } = json;
  return json.type === type && typeof sdp === 'string' ? { type, sdp, rest: { ...json } } : null;
}

function withSdp({ rest }: Description, sdp: string): Buffer {
  return Buffer.from(JSON.stringify({ ...rest, sdp }));
}
