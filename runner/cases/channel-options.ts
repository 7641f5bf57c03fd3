import type { ChannelInit } from '../peers/driven/connection.ts';
import { UnsupportedError } from '../peers/driven/errors.ts';
import type { ScriptedCase } from './case.ts';
import { expectProperties } from './messages.ts';
import { connectWithChannel, forEachSupported, openChannel } from './steps.ts';

const OPTIONS: readonly Omit<ChannelInit, 'label'>[] = [
  { ordered: false },
  { maxRetransmits: 0 },
  { ordered: false, maxRetransmits: 3 },
  { maxPacketLifeTime: 500 },
  { ordered: false, maxPacketLifeTime: 65_535 },
  { protocol: 'chat.v1' },
  {},
];
const NAMES = ['ordered', 'maxRetransmits', 'maxPacketLifeTime', 'protocol'] as const;
/** What a channel shows where an option is left out. */
const DEFAULTS = { ordered: true, maxRetransmits: null, maxPacketLifeTime: null, protocol: '', negotiated: false };

export const channelOptions: ScriptedCase = {
  name: 'channel-options',
  abbreviation: 'O',
  title: 'Both ends show the options that a channel was created with, null where unset, and the same id.',
  spec: ['RFC 8832 section 5.1', 'W3C WebRTC section 6.2'],
  number: null,
  script: async (world) => {
    const { client, server } = await connectWithChannel(world);
    /** Those that an end showed which had them from the other side. */
    const shown = new Set<string>();
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      await forEachSupported(OPTIONS, async (options) => {
        const { near, far } = await openChannel(from, to, { label: 'test', ...options });
        const which = `created with ${JSON.stringify(options)}, the channel's`;
        const { id } = await near.properties();
        await expectProperties(near, { ...DEFAULTS, ...options }, 'W3C WebRTC section 6.2', which);
        await expectProperties(far, { ...DEFAULTS, ...options, id }, 'RFC 8832 section 5.1', which);
        const properties = await far.properties();
        for (const name of NAMES) if (properties[name] !== undefined) shown.add(name);
      });
    }
    const hidden = NAMES.filter((name) => !shown.has(name));
    if (hidden.length === 0) return;
    throw new UnsupportedError(`client, server: unsupported: neither side's channels show ${hidden.join(', ')}`);
  },
};
