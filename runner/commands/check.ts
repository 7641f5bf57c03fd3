/** `npm run matrix -- check NAME`: tries one peer alone and says what works, what is unsupported, what is wrong. */
import { check, type CheckRequest } from '../check/check.ts';
import { renderCheck } from '../check/render.ts';
import { onInterrupt } from './interrupt.ts';
import { startProgress } from './start-progress.ts';

const EXIT_INTERRUPTED = 130;
/** Where there is no terminal. */
const USUAL_WIDTH = 140;

export async function checkPeer(request: CheckRequest, verbose: boolean): Promise<number> {
  const progress = startProgress(verbose);
  const interrupt = onInterrupt(() => {
    progress.emit({ type: 'interrupted' });
  });
  try {
    const checked = await check(request, { emit: progress.emit, signal: interrupt.signal });
    progress.stop();
    process.stdout.write(renderCheck({ name: request.name, ...checked }, process.stdout.columns || USUAL_WIDTH));
    if (interrupt.signal.aborted) return EXIT_INTERRUPTED;
    return checked.findings.some(({ mark }) => mark === 'wrong') ? 1 : 0;
  } finally {
    progress.stop();
    interrupt.stop();
  }
}
