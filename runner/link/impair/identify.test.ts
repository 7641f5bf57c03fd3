import { expect, it } from 'vitest';
import { alert, applicationData, changeCipherSpec, finished, handshake, stun } from './fixtures.ts';
import { identify } from './identify.ts';
import type { DtlsRoles } from './packet.ts';

const unknown = (): DtlsRoles => ({ client: null });

it.each([
  ['stun:binding-request', stun(0x0001)],
  ['stun:binding-indication', stun(0x0011)],
  ['stun:binding-success', stun(0x0101)],
  ['stun:binding-error', stun(0x0111)],
  ['stun:other', stun(0x0003)],
  ['stun:other', Buffer.from([0])],
  ['dtls:ClientHello#0', handshake(1, 0)],
  ['dtls:Certificate#2@1', handshake(11, 2, 1)],
  ['dtls:handshake-99#1', handshake(99, 1)],
  ['dtls:ServerHello#1+dtls:ServerHelloDone#2', Buffer.concat([handshake(2, 1), handshake(14, 2)])],
  ['dtls:ChangeCipherSpec+dtls:Finished', Buffer.concat([changeCipherSpec, finished])],
  ['dtls:Finished+application-data', Buffer.concat([finished, applicationData(3), applicationData(4)])],
  ['application-data', applicationData(200)],
  ['application-data', Buffer.concat([applicationData(3), applicationData(4)])],
  ['application-data+dtls:alert', Buffer.concat([applicationData(3), applicationData(4), alert])],
  ['dtls:encrypted-handshake', Buffer.from([0x2e, 0, 1, 0, 1, 5])],
  ['application-data', Buffer.from([0x2f, 0, 1, 0, 1, 5])],
  ['dtls:malformed', Buffer.from([22, 1])],
  ['dtls:ClientHello#0+dtls:malformed', Buffer.concat([handshake(1, 0), Buffer.from([22])])],
  ['rtp', Buffer.concat([Buffer.from([128, 96]), Buffer.alloc(20)])],
  ['rtcp', Buffer.concat([Buffer.from([128, 200]), Buffer.alloc(20)])],
  ['turn', Buffer.from([0x40, 0, 0, 0])],
  ['other', Buffer.from([255])],
  ['other', Buffer.alloc(0)],
])('%s', (what, bytes) => {
  expect(identify(bytes, 'client', unknown()).what).toBe(what);
});

it('does not care for sequence numbers of records, which a retransmission changes', () => {
  const again = handshake(2, 1);
  again[10] = 77;
  expect(identify(again, 'client', unknown()).what).toBe(identify(handshake(2, 1), 'client', unknown()).what);
});

it('never throws, and never makes a long name of a hostile packet', () => {
  const many = Buffer.concat(Array.from({ length: 1000 }, (_, index) => handshake(11, index)));
  expect(identify(many, 'client', unknown()).parts).toHaveLength(16);
  for (let length = 0; length < 200; length += 1) identify(many.subarray(0, length), 'client', unknown());
});
