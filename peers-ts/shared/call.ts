import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './arguments.ts';
import { cases, createChannel, type Case } from './cases.ts';
import { describe, logStates, openSession, type Session } from './connection.ts';
import { messageOf, parseDescription } from './description.ts';
import { exchange } from './http.ts';
import { log } from './log.ts';
import { Progress } from './progress.ts';
import type { Channel, ChannelListener, Description, Stack } from './stack.ts';

export type Verdict =
  | { readonly kind: 'passed' }
  /** `reason` is one line: `STAGE: what was expected, what came instead`, or `unsupported: …`. */
  | { readonly kind: 'failed' | 'unsupported'; readonly reason: string };

type Call = Extract<Command, { kind: 'call' }>;

/** Makes the offer, posts it, sets the answer and decides. What goes wrong is a verdict, not an exception. */
export async function call(stack: Stack, options: Call): Promise<Verdict> {
  const run = cases.get(options.testcase);
  if (run === undefined) {
    const known = [...cases.keys()].join(', ');
    return { kind: 'unsupported', reason: `unsupported: no case "${options.testcase}", only ${known}` };
  }
  const progress = new Progress();
  try {
    if (options.waitMs > 0) await waitForHealth(new URL('/health', options.url), options.waitMs);
  } catch (error) {
    return fail(progress, error);
  }
  const session = await openSession(stack, {}, { ...logStates('client'), announced: ignore });
  const verdict = await Promise.race([
    decide(session, options.url, run, progress),
    sleep(options.timeoutMs).then(() => fail(progress, progress.describe(options.timeoutMs))),
  ]);
  await Promise.race([session.connection.close().catch(log), sleep(300)]);
  return verdict;
}

function ignore(channel: Channel): ChannelListener {
  log(`client: channel "${channel.label}" announced by the server`);
  return { happened: () => undefined, failed: () => undefined, received: () => undefined };
}

async function decide(session: Session, url: URL, run: Case, progress: Progress): Promise<Verdict> {
  try {
    const channel = createChannel(session);
    progress.enter(
      'signalling',
      'candidates not gathered',
      () => `gathering is ${session.connection.iceGatheringState}`,
    );
    const offer = await describe(session, 'offer');
    progress.enter('signalling', `no answer to POST ${url.href}`);
    const { status, body } = await exchange(url, JSON.stringify({ type: offer.type, sdp: offer.sdp })).catch(
      (error: unknown) => {
        throw new Error(`POST ${url.href}: ${messageOf(error)}`);
      },
    );
    if (status !== 200) {
      throw new Error(`POST ${url.href} answered ${status} ${JSON.stringify(body.trim().slice(0, 300))}`);
    }
    progress.enter('signalling', 'answer not set');
    await session.connection.setRemoteDescription(readAnswer(body));
    await run(session, channel, progress);
    return { kind: 'passed' };
  } catch (error) {
    return fail(progress, error);
  }
}

function readAnswer(body: string): Description {
  try {
    return parseDescription(body, 'answer');
  } catch (error) {
    throw new Error(`expected an answer: ${messageOf(error)}`, { cause: error });
  }
}

function fail(progress: Progress, error: unknown): Verdict {
  return { kind: 'failed', reason: `${progress.stage}: ${messageOf(error)}` };
}

/** @throws when the server does not answer 200 within so many milliseconds. */
async function waitForHealth(url: URL, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const left = sleep(Math.max(end - Date.now(), 0), 'no answer');
    const answer = exchange(url).then(({ status }) => (status === 200 ? null : `status ${status}`), messageOf);
    const found = await Promise.race([answer, left]);
    if (found === null) return;
    if (Date.now() >= end) throw new Error(`GET ${url.href} not 200 within ${milliseconds} ms, last ${found}`);
    await sleep(100);
  }
}
