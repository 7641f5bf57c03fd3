import { describe, expect, it } from 'vitest';
import { readCapture } from '../../test/fixtures/packets/read-capture.ts';
import { createObserver } from '../link/evidence/observer.ts';
import type { SeenPath } from '../link/evidence/seen-path.ts';
import { describeSdp, summarizePath } from './summarize-wire.ts';

const capture = readCapture('pion-aiortc');

function see(packets: number, rest: Partial<SeenPath> = {}): SeenPath {
  const observer = createObserver();
  for (const packet of capture.packets.slice(0, packets)) observer.take(packet);
  const seen = { path: 1, evidence: observer.summary(), sctp: null, frames: {}, descriptions: [], strays: 0 };
  return { ...seen, proxied: null, ...rest };
}

describe('a path in the report', () => {
  it('that no packet took has no DTLS, no class and no last packet', () => {
    expect(summarizePath(see(0, { strays: 3 }))).toEqual({
      contract: 'script',
      packets: { client: {}, server: {} },
      dtls: null,
      last: { client: null, server: null },
      strays: 3,
    });
  });

  it('belongs to the contract by which it was opened', () => {
    expect(summarizePath(see(0, { proxied: 'the server answered 200' })).contract).toBe('exit-code');
    expect(summarizePath(see(0, { proxied: null })).contract).toBe('script');
  });

  it('tells the handshake and the certificates of a real pair, and counts all its packets', () => {
    const { dtls, packets, last } = summarizePath(see(Infinity));
    const counted = [packets.client, packets.server].flatMap((side) => Object.values(side));
    expect(counted.reduce((sum, { sent }) => sum + sent, 0)).toBe(capture.packets.length);
    expect(counted.every(({ sent }) => sent > 0)).toBe(true);
    // Its last packet closes the connection: encrypted, so without a name.
    expect(dtls).toMatchObject({ version: 'DTLS 1.2', alerts: [{ from: 'client', level: null, name: null }] });
    for (const side of ['client', 'server'] as const) {
      expect(dtls?.sides[side].finished).toBeGreaterThan(0);
      expect(`sha-256 ${dtls?.sides[side].certificate ?? ''}`).toBe(capture[side].fingerprint);
      expect(last[side]?.delivered).toBe(true);
    }
  });

  it('gives times in tenths of a millisecond', () => {
    const times = Object.values(summarizePath(see(Infinity)).packets.client).flatMap(({ firstMs, lastMs }) => [
      firstMs,
      lastMs,
    ]);
    expect(times).not.toHaveLength(0);
    for (const time of times) expect(time).toBe(Math.round((time ?? NaN) * 10) / 10);
  });
});

describe('the descriptions of an attempt', () => {
  it('are named by connection and side, in their order, with line feeds alone', () => {
    const paths = [
      see(0, {
        descriptions: [
          { from: 'client', sdp: 'v=0\r\no=1\r\n' },
          { from: 'server', sdp: 'v=0\no=2\n' },
        ],
      }),
      see(0, { descriptions: [{ from: 'client', sdp: 'v=0\r\no=3\r\n' }] }),
    ];
    expect(describeSdp(paths)).toBe(
      [
        '== connection 1, description of the client ==\nv=0\no=1\n',
        '== connection 1, description of the server ==\nv=0\no=2\n',
        '== connection 2, description of the client ==\nv=0\no=3\n',
      ].join('\n'),
    );
  });

  it('are empty where there are none', () => {
    expect(describeSdp([see(0)])).toBe('');
  });
});
