/** `serve` of a peer: what it refuses, that it goes on serving, and how it ends. */
import { describeExit } from '../judge/judge.ts';
import type { Findings } from './finding.ts';
import type { HttpAnswer, HttpQuestion, ServerPeer } from '../engines/engine.ts';

const PART = 'Exit-code contract';
export interface ServerCheck {
  readonly name: string;
  readonly findings: Findings;
}

const LIMIT_MS = 5_000;
const TERM_LIMIT_MS = 1_000;
const TOO_LONG = 1_100_000;

/** docs/peer-protocol.md, part one, the table of refusals. */
const refusals: readonly (readonly [
  what: string,
  method: string,
  path: string,
  body: string | null,
  status: number,
])[] = [
  ['no body', 'POST', '/offer', '', 400],
  ['a body that is not JSON', 'POST', '/offer', '{"type":', 400],
  ['JSON that is no object', 'POST', '/offer', '[]', 400],
  ['an offer without sdp', 'POST', '/offer', '{"type":"offer"}', 400],
  ['an answer for an offer', 'POST', '/offer', '{"type":"answer","sdp":"v=0\\r\\n"}', 400],
  ['an SDP that is none', 'POST', '/offer', '{"type":"offer","sdp":"hello"}', 400],
  ['a body over 1 MiB', 'POST', '/offer', `{"type":"offer","sdp":"${'x'.repeat(TOO_LONG)}"}`, 413],
  ['GET /offer', 'GET', '/offer', null, 405],
  ['POST /health', 'POST', '/health', '', 405],
  ['another path', 'POST', '/nowhere', '{}', 404],
];

/** @param callIt lets the reference's client call it: it must still serve after all that was refused */
export async function checkServer(server: ServerPeer, check: ServerCheck, callIt: () => Promise<void>): Promise<void> {
  const { findings } = check;
  const ask: Ask = (question) => server.ask(question);
  await checkHealth(check, ask);
  for (const [what, method, path, body, status] of refusals) {
    const answer = await ask({ method, path, body, limitMs: LIMIT_MS }).catch(messageOf);
    const row = `serve: ${what}`;
    const lines = typeof answer === 'string' ? 0 : answer.body.trim().split('\n').length;
    if (typeof answer !== 'string' && answer.status === status && lines === 1) findings.add(PART, row, 'works');
    else {
      const came =
        typeof answer === 'string' ? `no answer came (${answer})` : `${answer.status} came with ${lines} lines`;
      findings.add(
        PART,
        row,
        'wrong',
        `sent ${method} ${path} with ${what}, ${came}; docs/peer-protocol.md (serve): ${status} and one line of plain text`,
      );
    }
  }
  await callIt();
  const died = await server.died();
  if (died !== null) {
    findings.add(
      PART,
      'serve goes on serving',
      'wrong',
      `it ended by ${describeExit(died)} while it was asked and called`,
    );
    return;
  }
  findings.add(PART, 'serve goes on serving', 'works');
  await checkTerm(server, check);
}

async function checkHealth({ findings, name }: ServerCheck, ask: Ask): Promise<void> {
  const answer = await ask({ method: 'GET', path: '/health', body: null, limitMs: LIMIT_MS }).catch(messageOf);
  const words =
    typeof answer === 'string' ? `no answer came (${answer})` : `${answer.status} ${answer.body.slice(0, 120)} came`;
  const told = typeof answer === 'string' || answer.status !== 200 ? null : parse(answer.body);
  const isRight = told?.implementation === name && typeof told.version === 'string';
  findings.add(
    PART,
    'serve: GET /health',
    isRight ? 'works' : 'wrong',
    isRight
      ? null
      : `sent GET /health, ${words}; docs/peer-protocol.md (serve): 200 with {"implementation": "${name}", "version": …}`,
  );
}

async function checkTerm(server: ServerPeer, { findings }: ServerCheck): Promise<void> {
  const row = 'serve: SIGTERM';
  const exit = await server.terminate(TERM_LIMIT_MS);
  if (exit?.exitCode === 0) findings.add(PART, row, 'works');
  else {
    const came = exit === null ? 'it still runs' : `it ended by ${describeExit(exit)}`;
    findings.add(
      PART,
      row,
      'wrong',
      `sent SIGTERM, after ${TERM_LIMIT_MS} ms ${came}; docs/peer-protocol.md (serve): it ends within a second with exit status 0`,
    );
  }
}

type Ask = (question: HttpQuestion) => Promise<HttpAnswer>;

function parse(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
