import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../peers/driven/errors.ts';
import { dtlsClientOf, forAnySupported, forEachSupported, together } from './steps.ts';

describe('together', () => {
  it('gives all results in order', async () => {
    expect(await together([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
  });

  it('waits for those that still run, then throws what failed first', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const ended: string[] = [];
    const late = gate.then(() => {
      ended.push('late');
      throw new Error('second');
    });
    const all = together([late, Promise.reject(new Error('first'))]);
    setImmediate(() => {
      open();
    });
    await expect(all).rejects.toThrow('first');
    expect(ended).toEqual(['late']);
  });
});

const step = (done: string[]) => (value: string) => {
  done.push(value);
  if (value.startsWith('unsupported')) return Promise.reject(new UnsupportedError(value));
  return value === 'failing' ? Promise.reject(new Error(value)) : Promise.resolve();
};

describe('forEachSupported', () => {
  it('does all others before it says what is unsupported', async () => {
    const done: string[] = [];
    await expect(forEachSupported(['unsupported a', 'b', 'unsupported c'], step(done))).rejects.toThrow(
      /^unsupported a$/,
    );
    expect(done).toEqual(['unsupported a', 'b', 'unsupported c']);
  });

  it('lets a failure weigh more', async () => {
    await expect(forEachSupported(['unsupported', 'failing', 'b'], step([]))).rejects.toThrow('failing');
    await expect(forEachSupported(['a', 'b'], step([]))).resolves.toBeUndefined();
  });
});

describe('forAnySupported', () => {
  it('is content with one that can be done', async () => {
    const done: string[] = [];
    await expect(forAnySupported(['unsupported a', 'b', 'unsupported c'], step(done))).resolves.toBeUndefined();
    expect(done).toEqual(['unsupported a', 'b', 'unsupported c']);
  });

  it('says the first thing that is unsupported where all are', async () => {
    await expect(forAnySupported(['unsupported a', 'unsupported b'], step([]))).rejects.toThrow(/^unsupported a$/);
  });

  it('lets a failure weigh more', async () => {
    await expect(forAnySupported(['unsupported', 'failing', 'b'], step([]))).rejects.toThrow('failing');
  });
});

it.each([
  ['active', 'server'],
  ['passive', 'client'],
])('takes a=setup:%s of the answer to mean that the %s is the DTLS client', (setup, role) => {
  const answer = { type: 'answer', sdp: `v=0\r\na=setup:${setup}\r\n` } as const;
  expect(dtlsClientOf({ offer: { type: 'offer', sdp: '' }, answer })).toBe(role);
});
