import { describe, expect, it } from 'vitest';
import { readKeyed } from '../../test/fixtures/packets/read-keyed.ts';
import { readKeyLog } from '../link/decrypt/dtls12.ts';
import { readSctp } from '../link/decrypt/read-sctp.ts';
import { createObserver } from '../link/evidence/observer.ts';
import type { SctpEvidence, SctpSide } from '../link/evidence/sctp-evidence.ts';
import { dataChannelRules } from './data-channel.ts';
import { notedBy, rowsOf, type Changes } from './fixtures.ts';

interface Observation extends Changes {
  readonly sctp: SctpEvidence;
}

function see(name: string): Observation {
  const { keyLog, packets } = readKeyed(name);
  const observer = createObserver();
  const kept = packets.map((taken) => ({ ...taken, packet: observer.take(taken) }));
  const evidence = observer.summary();
  const sctp = readSctp(evidence.dtls, readKeyLog(keyLog), kept);
  if (sctp === null) throw new Error(`${name} could not be decrypted`);
  return { evidence, sctp };
}

function noted(changes: Changes): string[] {
  return dataChannelRules.flatMap((rule) => notedBy(rule, changes));
}

/** No rule has a word to say about it. DTLS client: the server. */
const good = see('aiortc-pion');

function withClient(change: Partial<SctpSide>): Observation {
  return { ...good, sctp: { ...good.sctp, client: { ...good.sctp.client, ...change } } };
}

describe('real pairs', () => {
  it.each([
    ['aiortc-pion', []],
    // The label is 4 characters and 5 bytes long.
    ['werift-libwebrtc', ['client dcep-open-length']],
    ['pion-libwebrtc', ['server dcep-unordered']],
    ['sipsorcery-aiortc', ['client sctp-reconfig-missing', 'client sctp-partial-reliability-missing']],
  ])('%s', (name, notes) => {
    expect([...new Set(noted(see(name)))]).toEqual(notes);
  });
  it('says nothing of what no key opened', () => {
    const { evidence } = good;
    expect(noted(evidence === undefined ? {} : { evidence })).toEqual([]);
  });
});

describe('one thing changed', () => {
  const { init, initAck, opens } = good.sctp.client;
  const [open] = opens;
  if (open === undefined) throw new Error('the fixture has no DATA_CHANNEL_OPEN');
  const asked = init ?? initAck;
  if (asked === null) throw new Error('the fixture has no INIT');

  it.each(
    rowsOf<Partial<SctpSide>>([
      ['the other parity', { opens: [{ ...open, stream: open.stream + 1 }] }, 'client dcep-open-parity'],
      ['the same parity', { opens: [{ ...open, stream: open.stream + 2 }] }],
      ['a reserved channel type', { opens: [{ ...open, channelType: 0x7f }] }, 'client dcep-channel-type'],
      ['a channel type for each reliability', { opens: [{ ...open, channelType: 0x82 }] }],
      ['a parameter of a reliable channel', { opens: [{ ...open, reliability: 1 }] }, 'client dcep-reliability'],
      ['a parameter of a limited channel', { opens: [{ ...open, channelType: 0x81, reliability: 1 }] }],
      ['a PPID of nobody', { ppids: { 0: 1, 51: 1 } }, 'client data-ppid'],
      ['all PPIDs of data channels', { ppids: { 50: 1, 51: 1, 52: 1, 53: 1, 54: 1, 56: 1, 57: 1 } }],
      ['a label too short', { opens: [{ ...open, labelBytes: open.labelBytes + 1 }] }, 'client dcep-open-length'],
      ['a label in several chunks', { opens: [{ ...open, labelBytes: 65_535, messageBytes: null }] }],
      ['DCEP unordered', { unorderedDcep: { packet: 1, stream: 1 } }, 'client dcep-unordered'],
      ['no byte', { emptyMessages: [{ packet: 1, ppid: 51, bytes: 0 }] }, 'client empty-message'],
      ['two bytes', { emptyMessages: [{ packet: 1, ppid: 56, bytes: 2 }] }, 'client empty-message'],
      ['one byte', { emptyMessages: [{ packet: 1, ppid: 57, bytes: 1 }] }],
      ['no RE-CONFIG', { init: { ...asked, extensions: [192] } }, 'client sctp-reconfig-missing'],
      ['FORWARD-TSN as a parameter', { init: { ...asked, extensions: [130], forwardTsn: true } }],
      ['FORWARD-TSN in the list', { init: { ...asked, extensions: [130, 192], forwardTsn: false } }],
      [
        'no FORWARD-TSN',
        { init: { ...asked, extensions: [130], forwardTsn: false } },
        'client sctp-partial-reliability-missing',
      ],
    ]),
  )('$name', ({ changes, notes }) => {
    expect(noted(withClient(changes))).toEqual(notes);
  });
  it('does not ask an answer for what was not offered to it', () => {
    const bare = { ...asked, extensions: [], forwardTsn: false };
    const sctp = {
      client: { ...good.sctp.client, init: bare, initAck: null },
      server: { ...good.sctp.server, init: null, initAck: bare },
    };
    expect(noted({ ...good, sctp })).toEqual([
      'client sctp-reconfig-missing',
      'client sctp-partial-reliability-missing',
    ]);
  });
});
