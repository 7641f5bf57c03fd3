import { expectEqual } from '../peers/driven/failure.ts';
import type { ScriptedCase } from './case.ts';
import { echo, expectProperties } from './messages.ts';
import { bothConnected, bothOpen, exchange } from './steps.ts';

const NEGOTIATED = 'RFC 8831 section 6.4';
const ID = 42;

export const channelNegotiated: ScriptedCase = {
  name: 'channel-negotiated',
  abbreviation: 'N',
  title: 'Both sides create the same id with negotiated: it opens, unannounced, and works both ways.',
  spec: [NEGOTIATED, 'W3C WebRTC section 6.2'],
  number: null,
  script: async (world) => {
    const pair = await world.createPair();
    const near = await pair.client.createDataChannel({ label: "the client's", negotiated: true, id: ID });
    const far = await pair.server.createDataChannel({ label: "the server's", negotiated: true, id: ID });
    await exchange(pair);
    await bothConnected(pair);
    await bothOpen({ near, far });
    await echo({ near, far }, world.text('negotiated'));
    // A DATA_CHANNEL_OPEN would have come before the message, on the same ordered stream.
    for (const side of ['server', 'client'] as const) {
      const claim = { side, stage: 'SCTP', reference: NEGOTIATED } as const;
      expectEqual(claim, 'the number of announced channels', pair[side].announcedCount, 0);
    }
    await expectProperties(near, { label: "the client's", negotiated: true, id: ID }, NEGOTIATED);
    await expectProperties(far, { label: "the server's", negotiated: true, id: ID }, NEGOTIATED);
  },
};
