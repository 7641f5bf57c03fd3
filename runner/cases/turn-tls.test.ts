import { expect, it } from 'vitest';
import type { Candidate, Connection } from '../peers/driven/connection.ts';
import { UnsupportedError } from '../peers/driven/errors.ts';
import { neverRelayed } from './turn-tls.ts';

const SDP = 'v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\n';
const HOST = 'candidate:1 1 udp 2113937663 192.0.2.9 50000 typ host';
const RELAYED = 'candidate:2 1 udp 8447 192.0.2.1 50031 typ relay raddr 0.0.0.0 rport 0';

const named = (candidate: string): Candidate => ({ candidate, sdpMid: '0', sdpMLineIndex: 0 });

/** Tells these one by one, the last of them while it is watched; or has them in a description, where it tells none. */
function connectionWith(early: readonly string[], late: readonly string[] = [], whole = '') {
  const told = early.map(named);
  const setLocalDescription: Connection['setLocalDescription'] = (type, trickle) =>
    trickle === true && whole !== ''
      ? Promise.reject(new UnsupportedError('it tells no candidates'))
      : Promise.resolve({ type, sdp: SDP + whole });
  const candidate: Connection['candidate'] = () => Promise.resolve(told.shift() ?? null);
  const watch = (): Promise<void> => {
    told.push(...late.map(named));
    return Promise.resolve();
  };
  return [{ side: { role: 'server' }, setLocalDescription, candidate }, watch] as const;
}

it.each([
  ['tells one', connectionWith([HOST, RELAYED])],
  ['tells one at the end of the watch', connectionWith([HOST], [RELAYED, ''])],
  ['tells one behind the end', connectionWith([HOST, '', RELAYED])],
  ['tells one of an address of its own', connectionWith([RELAYED.replace('192.0.2.1', '2001:db8::1')])],
  ['has one in its description', connectionWith([], [], `a=${HOST}\r\na=${RELAYED}\r\n`)],
])('blames a side that %s', async (_, [connection, watch]) => {
  const watching = neverRelayed(connection, watch, 'a server');
  await expect(watching).rejects.toMatchObject({ side: 'server', accused: 'server', stage: 'ICE' });
  await expect(watching).rejects.toThrow(/^server: .*192|^server: .*2001/);
  await expect(watching).rejects.toThrow(/RFC 8489 section 6\.2\.3\)$/);
});

it.each([
  ['tells none', connectionWith([HOST], [''])],
  ['tells nothing at all', connectionWith([])],
  ['has none in its description', connectionWith([], [], `a=${HOST}\r\n`)],
])('lets a side pass that %s', async (_, [connection, watch]) => {
  await expect(neverRelayed(connection, watch, 'a server')).resolves.toBeUndefined();
});
