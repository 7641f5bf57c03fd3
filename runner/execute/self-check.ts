/**
 * The matrix proves itself before it believes anybody: a client by exit code is asked for a case that cannot exist. Who
 * answers 0 to that answers 0 to anything, and a green cell of it would mean nothing. (A driven peer is asked for a
 * made-up method when it is greeted: driven-peer.ts. That a liar is caught by the wire is proved with the link:
 * self-check-link.ts.)
 */
import { randomBytes, randomInt } from 'node:crypto';
import { PeerError, type ClientPeer, type Prepared } from '../engines/engine.ts';
import { describeExit } from '../judge/judge.ts';
import type { Case, ClientOutcome, Implementation } from '../model.ts';

const EXIT_UNSUPPORTED = 77;

/** A peer that answers what no honest peer can: nothing that it says later counts. The message is the whole sentence. */
export class SelfCheckError extends PeerError {}

export interface CheckOptions {
  /** A server that takes offers: a client that ignores which case it is told must be able to pass, and be found out. */
  readonly url: () => Promise<string>;
  /** Milliseconds; that of a cell, which the client could not keep either. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Asks each implementation once a run, however often its clients are started. */
export class SelfCheck {
  /** Another one each run, so that no peer can know it. */
  readonly #madeUp = makeUpCase();
  readonly #trusted = new Set<string>();

  /** @throws SelfCheckError; PeerError where the client's place is lost or the run was interrupted. Stops the client then. */
  async checkClient({ implementation }: Prepared, client: ClientPeer, options: CheckOptions): Promise<void> {
    const { timeoutMs, signal } = options;
    if (this.#trusted.has(implementation.name)) return;
    try {
      const outcome = await client.call({ url: await options.url(), case: this.#madeUp, timeoutMs, signal });
      if (signal.aborted) throw new PeerError('not started: interrupted', outcome.log);
      const complaint = findFault(implementation, this.#madeUp, outcome);
      if (complaint !== null) throw new SelfCheckError(complaint, outcome.log);
    } catch (error) {
      await client.stop().catch(() => undefined);
      throw error;
    }
    this.#trusted.add(implementation.name);
  }
}

function makeUpCase(): Case {
  return {
    name: `no-such-case-${randomBytes(4).toString('hex')}`,
    abbreviation: '?',
    title: 'Made up: no peer can know it.',
    spec: [],
    number: randomInt(1_000, 100_000),
  };
}

/** What is wrong with a client's answer to a made-up case, as a sentence; null: nothing. Pure. */
export function findFault(implementation: Implementation, madeUp: Case, outcome: ClientOutcome): string | null {
  const byNumber = isToldByNumberAlone(implementation);
  // Upstream's contract has 0 for passed and anything else for not: an image that follows it need not know 77.
  if (byNumber ? outcome.exitCode !== 0 : outcome.exitCode === EXIT_UNSUPPORTED) return null;
  const asked = `the made-up case ${byNumber ? `number ${String(madeUp.number)}` : `"${madeUp.name}"`}`;
  const answer = outcome.timedOut
    ? `did not answer ${asked} within the time limit and was killed`
    : `answered ${asked} with ${describeExit(outcome)}`;
  const expected = byNumber ? 'any exit code but 0' : `${EXIT_UNSUPPORTED}`;
  return `self-check: client ${implementation.name} ${answer}, expected ${expected} (docs/peer-protocol.md)`;
}

function isToldByNumberAlone({ image }: Implementation): boolean {
  if (image?.kind !== 'reference') return false;
  return (
    image.client.some((word) => word.includes('{number}')) && !image.client.some((word) => word.includes('{case}'))
  );
}
