import { expect, it } from 'vitest';
import { captures, readCapture } from '../../test/fixtures/packets/read-capture.ts';
import { catalogue } from '../cases/index.ts';
import { createObserver } from '../link/evidence/observer.ts';
import type { SeenPath } from '../link/evidence/seen-path.ts';
import { GOOD_ANSWER, GOOD_OFFER } from './fixtures.ts';
import { sumUpNotes } from './sum-up.ts';
import { takeNotes, UNTOUCHED_CASES } from './take-notes.ts';

function path(offer = GOOD_OFFER, capture = 'pion-aiortc'): SeenPath {
  const observer = createObserver();
  for (const packet of readCapture(capture).packets) observer.take(packet);
  const descriptions = [
    { from: 'client' as const, sdp: offer },
    { from: 'server' as const, sdp: GOOD_ANSWER },
  ];
  return { path: 1, evidence: observer.summary(), sctp: null, frames: {}, descriptions, strays: 0, proxied: null };
}

it.each(UNTOUCHED_CASES)('%s is a case, and one that hurts nothing', (name) => {
  const found = catalogue.find((one) => one.name === name);
  expect(found).toBeDefined();
  expect(found?.needsLink).toBeUndefined();
});

it.each(captures.filter((name) => !name.includes('libdatachannel')))('has no note on the packets of %s', (capture) => {
  expect(takeNotes('peer-connection', [path(GOOD_OFFER, capture)])).toEqual([]);
});

it('tells what many connections share once, and nothing of a case that alters', () => {
  const paths = [path(GOOD_OFFER.replace('trickle ', '')), path(GOOD_OFFER.replace('trickle ', '')), path()];
  expect(takeNotes('many-connections', paths)).toEqual([
    {
      side: 'client',
      rule: 'sdp-ice-options',
      reference: 'RFC 8829 section 5.2.1',
      text: 'The offer says "a=ice-options:ice2": trickle not among the options.',
    },
  ]);
  expect(takeNotes('ice-wrong-password', paths)).toEqual([]);
  expect(takeNotes('a-new-case', paths)).toEqual([]);
});

it('takes a first description for what it is, and none for none', () => {
  const again = { from: 'client' as const, sdp: 'v=0\n' };
  const restarted = { ...path(), descriptions: [...path().descriptions, again] };
  expect(takeNotes('peer-connection', [restarted, { ...path(), descriptions: [] }])).toEqual([]);
});

it('sums up by implementation: a cell with itself counts once, the first is the example', () => {
  const note = { rule: 'r', reference: 'RFC 1', text: 't.' };
  const [client, server] = [
    { side: 'client' as const, ...note },
    { side: 'server' as const, ...note },
  ];
  const cells = [
    { case: 'a', server: 'pion', client: 'pion', notes: [client, server] },
    { case: 'b', server: 'pion', client: 'werift', notes: [server, { ...client, text: 'u.' }] },
  ];
  expect(sumUpNotes(cells)).toEqual(
    new Map([
      ['pion', [{ ...note, count: 2, example: { case: 'a', server: 'pion', client: 'pion' } }]],
      ['werift', [{ ...note, text: 'u.', count: 1, example: { case: 'b', server: 'pion', client: 'werift' } }]],
    ]),
  );
});
