import { describe, expect, it } from 'vitest';
import { CaseFailure } from './failure.ts';

const claim = { side: 'server', stage: 'SCTP', reference: 'RFC 8832 section 6' } as const;

describe('a failure', () => {
  it('is a sentence with side and reference, and accuses the side that it names', () => {
    const failure = new CaseFailure(claim, 'no channel');
    expect(failure.message).toBe('server: no channel (RFC 8832 section 6)');
    expect(failure.accused).toBe('server');
  });

  it('that is told in other words accuses nobody else than before', () => {
    const waited = new CaseFailure({ ...claim, accused: 'either' }, 'no channel');
    const retold = waited.retell('no channel; a flight was lost', 'RFC 6347 section 4.2.4');
    expect(retold).toMatchObject({ side: 'server', stage: 'SCTP', accused: 'either' });
    expect(retold.message).toBe('server: no channel; a flight was lost (RFC 6347 section 4.2.4)');
    expect(waited.retell('nothing').message).toBe('server: nothing (RFC 8832 section 6)');
  });
});
