import type { ScriptedCase } from './case.ts';
import { echo } from './messages.ts';
import { connectWithChannel, together } from './steps.ts';

const CONNECTIONS = 20;

export const manyConnections: ScriptedCase = {
  name: 'many-connections',
  abbreviation: 'MC',
  title: 'Twenty connections between the same two processes at once, each with its own messages.',
  spec: [],
  number: null,
  heavy: true,
  script: async (world) => {
    await together(
      Array.from({ length: CONNECTIONS }, async (_, index) => {
        await echo(await connectWithChannel(world), world.text(`connection ${index}`));
      }),
    );
  },
};
