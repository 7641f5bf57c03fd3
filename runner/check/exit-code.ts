/** The exit-code half of a check, in short (docs/peer-protocol.md, part one). */
import { PeerError, type ServerPeer } from '../engines/engine.ts';
import { describeExit } from '../judge/judge.ts';
import type { Case, ClientOutcome } from '../model.ts';
import { checkServer, type ServerCheck } from './exit-code-server.ts';
import type { Findings } from './finding.ts';

const PART = 'Exit-code contract';
const EXIT_FAILED = 1;
const EXIT_UNSUPPORTED = 77;
const MADE_UP = 'there-is-no-such-case';

interface Caller {
  call(url: string, testCase: Case): Promise<ClientOutcome>;
}

export interface ExitCodeCheck extends ServerCheck {
  readonly reference: string;
  readonly roles: readonly string[];
  /** Those of the catalogue that exist in this contract. */
  readonly cases: readonly Case[];
  /** Starts what the room can start; everything is stopped by the caller. @throws PeerError */
  readonly startServer: (whose: 'checked' | 'reference') => Promise<ServerPeer>;
  readonly startClient: (whose: 'checked' | 'reference') => Promise<Caller>;
  readonly emit: (what: string) => void;
}

export async function checkExitCode(check: ExitCodeCheck): Promise<void> {
  const { findings } = check;
  if (check.roles.includes('client')) await told(findings, 'call', () => checkClient(check));
  if (!check.roles.includes('server')) return;
  await told(findings, 'serve becomes healthy', async () => {
    check.emit('serve');
    const server = await check.startServer('checked');
    findings.add(
      PART,
      'serve becomes healthy',
      'works',
      server.version === null ? 'GET /health tells no version' : null,
    );
    await checkServer(server, check, async () => {
      const client = await check.startClient('reference');
      for (const testCase of check.cases) {
        const what = `serve: ${testCase.name} with ${check.reference}`;
        await tellPass(findings, what, () => client.call(server.url, testCase), testCase);
      }
    });
  });
}

async function checkClient(check: ExitCodeCheck): Promise<void> {
  check.emit('call');
  const client = await check.startClient('checked');
  const server = await check.startServer('reference');
  for (const testCase of check.cases) {
    const what = `call: ${testCase.name} with ${check.reference}`;
    await tellPass(check.findings, what, () => client.call(server.url, testCase), testCase);
  }
  const [known] = check.cases;
  if (known === undefined) return;
  const madeUp = { ...known, name: MADE_UP };
  const nowhere = new URL('/nowhere', server.url).href;
  tellCall(check.findings, 'call: a path that answers 404', await client.call(nowhere, known), EXIT_FAILED, known);
  tellCall(check.findings, 'call: a made-up case', await client.call(server.url, madeUp), EXIT_UNSUPPORTED, madeUp);
}

/** A call that has to pass; like a cell of the matrix it may do so when it is repeated, and the row says so. */
async function tellPass(findings: Findings, what: string, call: () => Promise<ClientOutcome>, testCase: Case) {
  const first = await call();
  if (first.exitCode === 0 || first.exitCode === EXIT_UNSUPPORTED) {
    tellCall(findings, what, first, 0, testCase);
    return;
  }
  const second = await call();
  if (second.exitCode === 0 && !second.timedOut) {
    findings.add(PART, what, 'works', `when it was repeated; at first ${describeExit(first)}: ${lastLine(first)}`);
  } else tellCall(findings, what, second, 0, testCase);
}

function lastLine({ log }: ClientOutcome): string {
  return log.text.trim().split('\n').at(-1) ?? '';
}

function tellCall(findings: Findings, what: string, outcome: ClientOutcome, expected: number, { name }: Case): void {
  if (outcome.exitCode === expected && !outcome.timedOut) {
    findings.add(PART, what, 'works');
    return;
  }
  const line = lastLine(outcome);
  if (outcome.exitCode === EXIT_UNSUPPORTED && !outcome.timedOut) {
    findings.add(PART, what, 'unsupported', line);
    return;
  }
  const came = outcome.timedOut ? 'it did not end and was killed' : `it ended by ${describeExit(outcome)}`;
  const words = `called with TESTCASE=${name}, ${came} after ${Math.round(outcome.durationMs)} ms, its last line is ${JSON.stringify(line.slice(0, 200))}; expected exit code ${expected}`;
  findings.add(PART, what, 'wrong', words);
}

/** A peer that cannot be started is a row, too. */
async function told(findings: Findings, what: string, play: () => Promise<void>): Promise<void> {
  try {
    await play();
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    const said = error.log?.text.trim() ?? '';
    findings.add(
      PART,
      what,
      'wrong',
      `${error.message}${said === '' ? '' : `; it said ${JSON.stringify(said.slice(-300))}`}`,
    );
  }
}
