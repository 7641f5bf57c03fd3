import { describe, expect, it } from 'vitest';
import { readCapture } from '../../test/fixtures/packets/read-capture.ts';
import { createObserver } from '../link/evidence/observer.ts';
import type { SeenDescription } from '../link/evidence/seen-path.ts';
import type { ClientOutcome, Exit, Observation, ScriptOutcome, WirePath } from '../model.ts';
import { isDeniedByWire, judge } from './judge.ts';

interface Seen extends Partial<Omit<ClientOutcome, 'log'>> {
  readonly says?: string;
  readonly serverDied?: Exit;
}

function ran({ says = '', serverDied, ...client }: Seen, wire: readonly WirePath[] | null = null): Observation {
  const log = { text: says, droppedBytes: 0 };
  const outcome = { exitCode: 0, signal: null, timedOut: false, durationMs: 1, ...client, log };
  return {
    kind: 'ran',
    client: outcome,
    server: { died: serverDied ?? null, log: { text: '', droppedBytes: 0 } },
    frame: null,
    wire,
  };
}

function script(outcome: ScriptOutcome): Observation {
  const log = { text: '', droppedBytes: 0 };
  return { kind: 'driven', outcome, frame: null, measures: [], clientLog: log, serverLog: log, wire: null };
}

describe('judge', () => {
  it('takes exit code 0 for passed', () => {
    expect(judge(ran({ exitCode: 0, says: 'connection state: connected\n' }))).toEqual({
      verdict: 'passed',
      reason: null,
      blame: null,
      stage: null,
    });
  });

  it('takes exit code 1 for failed, with the stage that the client names', () => {
    const line = 'DTLS: not connected within 18000 ms, connection state is connecting';
    expect(judge(ran({ exitCode: 1, says: `some log\n${line}\n` }))).toEqual({
      verdict: 'failed',
      reason: `client: ${line}`,
      blame: 'either',
      stage: 'DTLS',
    });
  });

  it('gives the last line where the client names no stage', () => {
    const judgement = judge(ran({ exitCode: 1, says: 'Traceback\nKeyError: 3\n\n' }));
    expect(judgement).toMatchObject({ verdict: 'failed', reason: 'client: KeyError: 3', stage: null });
  });

  it('does not invent a reason for a silent client', () => {
    expect(judge(ran({ exitCode: 1 })).reason).toBe('client: exit code 1 without a word of reason');
  });

  it('takes 77 for unsupported, never for failed', () => {
    const judgement = judge(ran({ exitCode: 77, says: 'unsupported: unknown case "nope"' }));
    expect(judgement).toMatchObject({
      verdict: 'unsupported',
      reason: 'client: unsupported: unknown case "nope"',
      blame: null,
    });
  });

  it.each([
    [{ exitCode: 139 }, 'exit code 139'],
    [{ exitCode: null, signal: 'SIGSEGV' }, 'signal SIGSEGV'],
    [{ exitCode: 2 }, 'exit code 2'],
  ])('takes %j for a crash of the client', (end, words) => {
    const judgement = judge(ran({ ...end, says: 'ICE: checking\nboom' }));
    expect(judgement).toMatchObject({ verdict: 'failed', blame: 'client', stage: 'ICE' });
    expect(judgement.reason).toContain(words);
  });

  it.each([126, 127])('takes %i for a client that could not be started: broken, not failed', (exitCode) => {
    expect(judge(ran({ exitCode, says: 'peer: not found' }))).toMatchObject({ verdict: 'broken', blame: 'runner' });
  });

  it('fails a client that had to be killed, and quotes it', () => {
    const judgement = judge(
      ran({ exitCode: null, signal: 'SIGKILL', timedOut: true, says: 'SCTP: waiting for the channel' }),
    );
    expect(judgement).toMatchObject({ verdict: 'failed', blame: 'client', stage: 'SCTP' });
    expect(judgement.reason).toContain('SCTP: waiting for the channel');
  });

  it('does not believe a killed client that ended with exit code 0', () => {
    expect(judge(ran({ exitCode: 0, timedOut: true })).verdict).toBe('failed');
  });

  it('fails a cell whose server died, although the client is content', () => {
    const judgement = judge(ran({ exitCode: 0, serverDied: { exitCode: 139, signal: null } }));
    expect(judgement).toMatchObject({ verdict: 'failed', blame: 'server' });
    expect(judgement.reason).toContain('exit code 139');
  });

  it('takes what could not be run for broken', () => {
    const reason = 'image not built: no such package';
    const observation: Observation = { kind: 'not-run', reason, blame: 'runner', serverLog: null, clientLog: null };
    expect(judge(observation)).toEqual({ verdict: 'broken', reason, blame: 'runner', stage: null });
  });

  it('keeps a reason to one line of bounded length', () => {
    const reason = judge(ran({ exitCode: 1, says: `ICE: ${'x'.repeat(100_000)}` })).reason ?? '';
    expect(reason.length).toBeLessThan(600);
  });

  describe('by both contracts', () => {
    const passes = ran({ exitCode: 0 });
    const fails = ran({ exitCode: 1, says: 'ICE: no pair works' });
    const failed = script({ kind: 'failed', side: 'server', stage: 'SCTP', reason: 'server: no channel' });

    it('passes when both pass', () => {
      const both = judge({ kind: 'both', exitCode: passes, driven: script({ kind: 'passed' }) });
      expect(both).toEqual({ verdict: 'passed', reason: null, blame: null, stage: null });
    });

    it('fails when one fails, and says that they disagree', () => {
      const byScript = judge({ kind: 'both', exitCode: passes, driven: failed });
      expect(byScript).toMatchObject({ verdict: 'failed', blame: 'server', stage: 'SCTP' });
      expect(byScript.reason).toBe('the contracts disagree: by exit code passed; by script failed, server: no channel');
      const byCode = judge({ kind: 'both', exitCode: fails, driven: script({ kind: 'passed' }) });
      expect(byCode).toMatchObject({ verdict: 'failed', stage: 'ICE' });
    });

    it('gives both reasons when both fail', () => {
      const { reason } = judge({ kind: 'both', exitCode: fails, driven: failed });
      expect(reason).toBe('by script: server: no channel; by exit code: client: ICE: no pair works');
    });

    it('says once what is the same for both', () => {
      const reason = 'image not built: no such package';
      const notRun: Observation = { kind: 'not-run', reason, blame: 'runner', serverLog: null, clientLog: null };
      expect(judge({ kind: 'both', exitCode: notRun, driven: notRun })).toMatchObject({ verdict: 'broken', reason });
    });
  });

  it('blames nobody for what a stack does not have, and the runner for a peer that breaks the protocol', () => {
    expect(judge(script({ kind: 'unsupported', reason: 'client: unsupported: no trickle' }))).toMatchObject({
      blame: null,
    });
    expect(judge(script({ kind: 'broken', reason: 'client: wrote garbage' }))).toMatchObject({ blame: 'runner' });
  });
});

/** A path that took the first so many packets of a real pair; the client claims what exit code 0 does for data. */
function wireOf(packets: number, descriptions: readonly SeenDescription[] = []): WirePath {
  const observer = createObserver();
  for (const packet of readCapture('pion-aiortc').packets.slice(0, packets)) observer.take(packet);
  const seen = {
    path: 1,
    evidence: observer.summary(),
    sctp: null,
    frames: {},
    descriptions,
    strays: 0,
    proxied: 'the server answered 200',
  };
  const claims = { client: { connected: true, data: true }, server: { connected: false, data: false } };
  return { seen, whenEnded: null, claims };
}

function ranOver(wire: readonly WirePath[], seen: Seen = {}): Observation {
  return ran(seen, wire);
}

it('names the frame of the capture that shows why, where the capture has it', () => {
  const observer = createObserver();
  const { packets } = readCapture('pion-aiortc-wrong-answer');
  for (const packet of packets) observer.take(packet);
  const alert = 1 + packets.findIndex(({ bytes }) => bytes[0] === 21);
  const path = wireOf(0);
  const over = (frames: Record<number, number>): WirePath => ({
    ...path,
    seen: { ...path.seen, evidence: observer.summary(), frames },
  });
  const failed = { exitCode: 1, says: 'DTLS: failed' };
  expect(judge(ranOver([over({ [alert]: 31 })], failed)).reason).toMatch(
    /bad_certificate.* \(frame 31 of the capture\)$/,
  );
  expect(judge(ranOver([over({ [alert + 1]: 31 })], failed)).reason).not.toContain('frame');
});

describe('a script that failed, with the wire', () => {
  const over = (outcome: ScriptOutcome, path: WirePath): Observation => {
    const log = { text: '', droppedBytes: 0 };
    return { kind: 'driven', outcome, frame: null, measures: [], clientLog: log, serverLog: log, wire: [path] };
  };
  const waited: ScriptOutcome = { kind: 'failed', side: null, stage: 'DTLS', reason: 'server: not connected' };
  /** Until the checks were answered both ways, and nothing else. */
  const checked = readCapture('pion-aiortc').packets.findIndex(({ bytes }) => (bytes[0] ?? 0) >= 20);

  it('is explained by it where something was waited for in vain', () => {
    expect(judge(over(waited, wireOf(checked))).reason).toMatch(/^server: not connected; on the wire: connectivity/);
  });

  it('is not where a side did something wrong: the case ended there, and what did not happen was not waited for', () => {
    const reason = 'server: a=setup of the answer is "active", expected "passive" (RFC 8842 section 5.3)';
    const early: ScriptOutcome = { kind: 'failed', side: 'server', stage: 'signalling', reason };
    expect(judge(over(early, wireOf(checked)))).toEqual({
      verdict: 'failed',
      reason,
      blame: 'server',
      stage: 'signalling',
    });
  });

  it('is not explained by what came when the case was over: it is the closing', () => {
    const observer = createObserver();
    const { packets } = readCapture('pion-aiortc-wrong-answer');
    for (const packet of packets) observer.take(packet);
    const path = wireOf(checked);
    const seen = { ...path.seen, evidence: observer.summary() };
    expect(judge(over(waited, { ...path, seen }))).toMatchObject({ blame: 'client' });
    const ended = judge(over(waited, { ...path, seen, whenEnded: path.seen }));
    expect(ended.blame).toBe('either');
    expect(ended.reason).toMatch(/^server: not connected; on the wire: connectivity/);
  });
});

describe('exit code 0 against the wire', () => {
  const noPacket = 'client: exit 0, but no packet left it';

  it('is passed where the wire bears it out', () => {
    expect(judge(ranOver([wireOf(Infinity)]))).toMatchObject({ verdict: 'passed', reason: null });
    expect(isDeniedByWire(ranOver([wireOf(Infinity)]))).toBe(false);
  });

  it('is failed where no offer was posted, or no packet came of it', () => {
    const none = { verdict: 'failed', blame: 'client', stage: 'signalling' };
    const reason = 'client: exit 0, but it posted no offer to the URL that it was called with';
    expect(judge(ranOver([]))).toEqual({ ...none, reason });
    expect(judge(ranOver([wireOf(0)]))).toEqual({ ...none, stage: 'DTLS', reason: noPacket });
    expect(isDeniedByWire(ranOver([]))).toBe(true);
    expect(isDeniedByWire(ranOver([wireOf(0)]))).toBe(true);
  });

  it('is passed where one of several offers came to something, and failed by the first where none did', () => {
    expect(judge(ranOver([wireOf(0), wireOf(Infinity)])).verdict).toBe('passed');
    expect(judge(ranOver([wireOf(Infinity), wireOf(0)])).verdict).toBe('passed');
    expect(judge(ranOver([wireOf(0), wireOf(1)]))).toMatchObject({ verdict: 'failed', reason: noPacket });
  });

  it('is failed where the server showed another certificate than its latest description has', () => {
    const { fingerprint } = readCapture('pion-aiortc').server;
    const describe = (value: string): SeenDescription => ({ from: 'server', sdp: `v=0\r\na=fingerprint:${value}\r\n` });
    const wrong = describe(`sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`);
    expect(judge(ranOver([wireOf(Infinity, [wrong, describe(fingerprint)])])).verdict).toBe('passed');
    const judgement = judge(ranOver([wireOf(Infinity, [wrong])]));
    expect(judgement).toMatchObject({ verdict: 'failed', blame: 'client', stage: 'DTLS' });
    expect(judgement.reason).toMatch(/^client: exit 0, although the certificate that server showed/);
  });
});

describe('exit code 1 with the wire', () => {
  it('is explained by the wire, where there is one path', () => {
    const says = { exitCode: 1, says: 'ICE: not connected\n' };
    const { reason } = judge(ranOver([wireOf(0)], says));
    expect(reason).toBe('client: ICE: not connected; on the wire: no packet crossed the path');
    expect(judge(ranOver([wireOf(0), wireOf(0)], says)).reason).toBe('client: ICE: not connected');
    expect(isDeniedByWire(ranOver([wireOf(0)], says))).toBe(false);
  });
});
