/** Observation -> judgement. Pure: the same observation is always judged the same. */
import type { SeenDescription, SeenPath } from '../link/evidence/seen-path.ts';
import { readFacts } from '../link/sdp-path.ts';
import type { ClientOutcome, Exit, Judgement, Observation, Role, Stage, Verdict, WirePath } from '../model.ts';
import { explainWire } from './explain-wire.ts';
import { checkWire } from './wire-rule.ts';

/** "This peer has no such feature or knows no such case" (docs/peer-protocol.md). */
const EXIT_UNSUPPORTED = 77;
/** What a shell and the container engine answer for a program that is not there or cannot be started. */
const EXIT_NOT_STARTED: readonly number[] = [126, 127];

export function judge(observation: Observation): Judgement {
  if (observation.kind === 'not-run') {
    return { verdict: 'broken', reason: observation.reason, blame: observation.blame, stage: null };
  }
  if (observation.kind === 'driven') return judgeScript(observation);
  if (observation.kind === 'both') return judgeBoth(judge(observation.exitCode), judge(observation.driven));
  const { client, server, wire } = observation;
  const said = lastReason(client.log.text);
  const stage = said?.stage ?? null;
  // A server's death contradicts even a client that is content: nobody deploys a server that dies of a good call.
  if (server.died !== null) {
    const reason = `server: died (${describeExit(server.died)}) while this cell ran${quote('the client said', said?.line)}`;
    return { verdict: 'failed', reason, blame: 'server', stage };
  }
  if (client.timedOut) {
    const reason = `client: did not end within the time limit and was killed${quote('it last said', lastLine(client.log.text))}`;
    return { verdict: 'failed', reason, blame: 'client', stage };
  }
  const judgement = judgeExit(client, said);
  if (wire === null) return judgement;
  return judgement.verdict === 'passed' ? (objectToExit(wire) ?? judgement) : explainByWire(judgement, wire);
}

const PASSED: Judgement = { verdict: 'passed', reason: null, blame: null, stage: null };

/** A client that is content has posted an offer, and what came of one of its offers bears it out. */
function objectToExit(wire: readonly WirePath[]): Judgement | null {
  if (wire.length === 0) {
    const reason = 'client: exit 0, but it posted no offer to the URL that it was called with';
    return { verdict: 'failed', reason, blame: 'client', stage: 'signalling' };
  }
  const objections = wire.map((path, index) => firstObjection([path], 'exit 0', index > 0));
  return objections.includes(null) ? null : (objections[0] ?? null);
}

/**
 * What the wire says against two sides that are content.
 * @param words how they said so
 * @param begunElsewhere each offer over HTTP has a path of its own: a later one may go on with what is connected
 */
function firstObjection(wire: readonly WirePath[], words: string, begunElsewhere = false): Judgement | null {
  for (const { seen, claims } of wire) {
    const objection = checkWire(seen.evidence, {
      client: claims.client.connected ? 'connected' : 'none',
      server: claims.server.connected ? 'connected' : 'none',
      data: claims.client.data || claims.server.data,
      fingerprints: readFingerprints(seen.descriptions),
      begunElsewhere,
    });
    if (objection === null) continue;
    const { side, stage, reason, packet } = objection;
    // The rule's words are those of a driven peer; an exit code says the same.
    const said = reason.replace('said connected', words);
    return { verdict: 'failed', reason: `${said}${nameFrame(seen, packet)}`, blame: side ?? 'either', stage };
  }
  return null;
}

/**
 * Adds to a failure what the wire shows for certain. Where there are several paths, one may be meant to fail.
 * The wire blames where the peers' words blame nobody.
 */
function explainByWire(judgement: Judgement, wire: readonly WirePath[]): Judgement {
  const [path, ...others] = wire;
  if (judgement.verdict !== 'failed' || path === undefined || others.length > 0) return judgement;
  // Nobody alters what goes over HTTP; a case may alter what it carries.
  const described = path.seen.proxied === null ? null : readFingerprints(path.seen.descriptions);
  // Whoever is closed when the case is over sends an alert, or does not answer any more: that is not why it ended.
  const seen = path.whenEnded ?? path.seen;
  const explanation = explainWire(seen.evidence, described);
  if (explanation === null) return judgement;
  const { side, stage, reason, packet } = explanation;
  return {
    ...judgement,
    reason: `${judgement.reason ?? 'no reason'}; on the wire: ${reason}${nameFrame(seen, packet)}`,
    blame: judgement.blame === 'either' && side !== null ? side : judgement.blame,
    stage: judgement.stage ?? stage,
  };
}

/** Where in the capture a packet is; nothing where it was left out of it. */
function nameFrame({ frames }: SeenPath, packet: number | null): string {
  const frame = packet === null ? undefined : frames[packet];
  return frame === undefined ? '' : ` (frame ${frame} of the capture)`;
}

/** Of the latest description of each side. */
function readFingerprints(descriptions: readonly SeenDescription[]): Record<Role, readonly string[]> {
  const of = (side: Role): readonly string[] =>
    readFacts(descriptions.findLast(({ from }) => from === side)?.sdp ?? '').fingerprints;
  return { client: of('client'), server: of('server') };
}

/** Whether the wire alone says no: what the peers say is good. On a path where nobody watches that cannot be tried. */
export function isDeniedByWire(observation: Observation): boolean {
  return judge(observation).verdict === 'failed' && judge(withoutWire(observation)).verdict !== 'failed';
}

function withoutWire(observation: Observation): Observation {
  switch (observation.kind) {
    case 'ran':
    case 'driven':
      return { ...observation, wire: null };
    case 'both':
      return { ...observation, exitCode: withoutWire(observation.exitCode), driven: withoutWire(observation.driven) };
    case 'not-run':
      return observation;
  }
}

function judgeScript({ outcome, wire }: Extract<Observation, { readonly kind: 'driven' }>): Judgement {
  switch (outcome.kind) {
    case 'passed':
      return firstObjection(wire ?? [], 'said connected') ?? PASSED;
    case 'failed': {
      const { side, stage, reason } = outcome;
      const judgement: Judgement = { verdict: 'failed', reason, blame: side ?? 'either', stage };
      // What a side did wrong ended the case at once: what is missing on the wire had not been waited for.
      return side === null ? explainByWire(judgement, wire ?? []) : judgement;
    }
    case 'unsupported':
      return { verdict: 'unsupported', reason: outcome.reason, blame: null, stage: null };
    case 'broken':
      return { verdict: 'broken', reason: outcome.reason, blame: 'runner', stage: null };
  }
}

/** From what counts most: a failure of one contract is not healed by the other. */
const gravity: readonly Verdict[] = ['failed', 'broken', 'unsupported', 'passed'];

/** The same case by both contracts: the graver verdict, and where they disagree the reason says so. */
function judgeBoth(exitCode: Judgement, driven: Judgement): Judgement {
  const graver = gravity.indexOf(exitCode.verdict) < gravity.indexOf(driven.verdict) ? exitCode : driven;
  if (exitCode.verdict === driven.verdict) {
    if (driven.reason === null || driven.reason === exitCode.reason) return driven;
    return { ...driven, reason: `by script: ${driven.reason}; by exit code: ${exitCode.reason ?? 'no reason'}` };
  }
  const words = ({ verdict, reason }: Judgement): string => (reason === null ? verdict : `${verdict}, ${reason}`);
  return { ...graver, reason: `the contracts disagree: by exit code ${words(exitCode)}; by script ${words(driven)}` };
}

function judgeExit(client: ClientOutcome, said: Said | null): Judgement {
  const stage = said?.stage ?? null;
  const line = said?.line ?? lastLine(client.log.text);
  if (client.exitCode === 0) return { verdict: 'passed', reason: null, blame: null, stage: null };
  if (client.exitCode === 1) {
    const reason = `client: ${line ?? 'exit code 1 without a word of reason'}`;
    return { verdict: 'failed', reason, blame: 'either', stage };
  }
  if (client.exitCode === EXIT_UNSUPPORTED) {
    const reason = `client: ${line ?? 'unsupported (exit code 77) without a word of reason'}`;
    return { verdict: 'unsupported', reason, blame: null, stage: null };
  }
  if (client.exitCode !== null && EXIT_NOT_STARTED.includes(client.exitCode)) {
    const reason = `client could not be started (${describeExit(client)})${quote('it said', line)}`;
    return { verdict: 'broken', reason, blame: 'runner', stage: null };
  }
  const reason = `client: crashed (${describeExit(client)})${quote('it last said', line)}`;
  return { verdict: 'failed', reason, blame: 'client', stage };
}

/** `exit code 139` or `signal SIGSEGV`. */
export function describeExit({ exitCode, signal }: Exit): string {
  return signal === null ? `exit code ${exitCode === null ? 'unknown' : String(exitCode)}` : `signal ${signal}`;
}

interface Said {
  readonly line: string;
  readonly stage: Stage | null;
}

/** The last line of the contract's form `STAGE: …`; what comes after it (a crash's stack, say) is not the reason. */
function lastReason(log: string): Said | null {
  for (const line of log.split('\n').reverse()) {
    const match = /^(signalling|ICE|DTLS|SRTP|SCTP|application|unsupported): \S/.exec(line);
    if (match) return { line: shorten(line), stage: match[1] === 'unsupported' ? null : (match[1] as Stage) };
  }
  return null;
}

function lastLine(log: string): string | undefined {
  const line = log
    .split('\n')
    .reverse()
    .find((candidate) => candidate.trim() !== '');
  return line === undefined ? undefined : shorten(line);
}

function quote(verb: string, line: string | undefined): string {
  return line === undefined ? '' : `; ${verb}: ${line}`;
}

/** A reason is one line that fits a report; the whole is in the log. */
function shorten(line: string): string {
  const trimmed = line.trim();
  return trimmed.length > 500 ? `${trimmed.slice(0, 500)}…` : trimmed;
}
