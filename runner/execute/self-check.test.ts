import { describe, expect, it } from 'vitest';
import type { Case, ClientOutcome, Implementation } from '../model.ts';
import { findFault } from './self-check.ts';

const madeUp: Case = { name: 'no-such-case-00c0ffee', abbreviation: '?', title: '', spec: [], number: 4711 };

function implementation(client: readonly string[] | null): Implementation {
  const image = { kind: 'reference', reference: 'x', server: null, client: client ?? [], port: 8080 } as const;
  const about = { version: '1', language: '', homepage: '', licence: '' };
  return { name: 'x', ...about, roles: ['client'], image: client && image, npm: null, override: null };
}

function ended(exitCode: number | null, signal: string | null = null, timedOut = false): ClientOutcome {
  return { exitCode, signal, timedOut, durationMs: 1, log: { text: '', droppedBytes: 0 } };
}

const ours = implementation(null);
const byCase = implementation(['/c', '{case}', '{url}']);
const byEnvironment = implementation(['/c', '{url}']);
const byNumber = implementation(['/client.sh', '-t', '{number}', '-s', '{url}']);
const byBoth = implementation(['/c', '{number}', '{case}', '{url}']);

describe('the answer to a made-up case', () => {
  it.each([ours, byCase, byEnvironment, byBoth])('is 77 and nothing else, where the case is told by name', (peer) => {
    expect(findFault(peer, madeUp, ended(77))).toBeNull();
    expect(findFault(peer, madeUp, ended(0))).toBe(
      'self-check: client x answered the made-up case "no-such-case-00c0ffee" with exit code 0, expected 77 (docs/peer-protocol.md)',
    );
    for (const code of [1, 2, 76, 127]) expect(findFault(peer, madeUp, ended(code))).toContain(`exit code ${code},`);
    expect(findFault(peer, madeUp, ended(null, 'SIGSEGV'))).toContain('with signal SIGSEGV, expected 77');
    expect(findFault(peer, madeUp, ended(null, 'SIGKILL', true))).toContain('within the time limit and was killed');
  });

  it('is anything but 0 where the case is told by its number alone: that contract has no 77', () => {
    for (const code of [1, 2, 77, 255]) expect(findFault(byNumber, madeUp, ended(code))).toBeNull();
    expect(findFault(byNumber, madeUp, ended(null, 'SIGKILL', true))).toBeNull();
    expect(findFault(byNumber, madeUp, ended(0))).toBe(
      'self-check: client x answered the made-up case number 4711 with exit code 0, expected any exit code but 0 (docs/peer-protocol.md)',
    );
  });
});
