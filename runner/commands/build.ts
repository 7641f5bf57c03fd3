/** `npm run matrix -- build`: everything that a run needs, and no run. */
import { needsTurn, plan, type RunRequest } from '../run.ts';
import { onInterrupt } from './interrupt.ts';
import { startProgress } from './start-progress.ts';

export async function buildImages(request: RunRequest, verbose: boolean): Promise<number> {
  const progress = startProgress(verbose);
  const interrupt = onInterrupt(() => {
    progress.emit({ type: 'interrupted' });
  });
  try {
    const { choice, offer } = await plan(request);
    progress.emit({ type: 'prepare-started', implementations: offer.implementations.map(({ name }) => name) });
    const preparations = await choice.engine.prepare(offer.implementations, {
      emit: progress.emit,
      signal: interrupt.signal,
      turn: needsTurn(offer.cells),
    });
    progress.stop();
    for (const preparation of preparations) {
      const result = preparation.ok ? `${preparation.origin}  ${preparation.image ?? 'ready'}` : preparation.reason;
      process.stdout.write(`${preparation.implementation.name}  ${result}\n`);
    }
    if (interrupt.signal.aborted) return 130;
    return preparations.every(({ ok }) => ok) ? 0 : 3;
  } finally {
    progress.stop();
    interrupt.stop();
  }
}
