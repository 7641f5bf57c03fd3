import { expect, it } from 'vitest';
import type { Candidate, Connection } from '../peers/driven/connection.ts';
import { UnsupportedError } from '../peers/driven/errors.ts';
import { CaseFailure } from '../peers/driven/failure.ts';
import { describeRelayed } from './relayed.ts';

const SDP = 'v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\n';
const HOST = 'candidate:1 1 udp 2113937663 192.0.2.9 50000 typ host';
const RELAYED = 'candidate:2 1 udp 8447 192.0.2.1 50031 typ relay raddr 0.0.0.0 rport 0';
const late = new CaseFailure({ side: 'server', stage: 'ICE', reference: null, accused: 'either' }, 'none came in time');

const named = (candidate: string): Candidate => ({ candidate, sdpMid: '0', sdpMLineIndex: 0 });

/** Tells these one after the other; then none comes any more. */
function connectionWith(candidates: readonly string[], gathered = ''): Parameters<typeof describeRelayed>[0] {
  const left = candidates.map(named);
  const trickles = gathered === '';
  const setLocalDescription: Connection['setLocalDescription'] = (type, trickle) =>
    trickle === true && !trickles
      ? Promise.reject(new UnsupportedError('it tells no candidates'))
      : Promise.resolve({ type, sdp: SDP + gathered });
  const candidate = (): Promise<Candidate> => {
    const next = left.shift();
    return next === undefined ? Promise.reject(late) : Promise.resolve(next);
  };
  return { side: { role: 'server' }, setLocalDescription, candidate };
}

const describeIt = (connection: Parameters<typeof describeRelayed>[0]) =>
  describeRelayed(connection, 'answer', { address: '192.0.2.1', transport: 'udp' });

it('hands on the relayed candidate alone, however late it is told', async () => {
  expect(await describeIt(connectionWith([HOST, HOST, RELAYED, '']))).toEqual({
    type: 'answer',
    sdp: `${SDP}a=${RELAYED}\r\n`,
  });
});

it('takes a whole description of a stack that tells no candidates one by one', async () => {
  const whole = `a=${HOST}\r\na=${RELAYED}\r\n`;
  expect((await describeIt(connectionWith([], whole))).sdp).toBe(`${SDP}a=${RELAYED}\r\n`);
});

it.each([
  ['that ends without one', [HOST, '']],
  ['that waits in vain', [HOST]],
  ['whose relayed one is of another server', [RELAYED.replace('192.0.2.1', '192.0.2.2'), '']],
])('blames a side %s', async (_, candidates) => {
  const failing = describeIt(connectionWith(candidates));
  await expect(failing).rejects.toMatchObject({ side: 'server', accused: 'server', stage: 'ICE' });
  await expect(failing).rejects.toThrow(/^server: no candidate came that the TURN server relays, reached over udp \(/);
});
