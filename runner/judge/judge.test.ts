import { describe, expect, it } from 'vitest';
import type { ClientOutcome, Exit, Observation } from '../model.ts';
import { judge } from './judge.ts';

interface Seen extends Partial<Omit<ClientOutcome, 'log'>> {
  readonly says?: string;
  readonly serverDied?: Exit;
}

function ran({ says = '', serverDied, ...client }: Seen): Observation {
  const log = { text: says, droppedBytes: 0 };
  const outcome = { exitCode: 0, signal: null, timedOut: false, durationMs: 1, ...client, log };
  return { kind: 'ran', client: outcome, server: { died: serverDied ?? null, log: { text: '', droppedBytes: 0 } } };
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
    const observation: Observation = { kind: 'not-run', reason, serverLog: null, clientLog: null };
    expect(judge(observation)).toEqual({ verdict: 'broken', reason, blame: 'runner', stage: null });
  });

  it('keeps a reason to one line of bounded length', () => {
    const reason = judge(ran({ exitCode: 1, says: `ICE: ${'x'.repeat(100_000)}` })).reason ?? '';
    expect(reason.length).toBeLessThan(600);
  });
});
