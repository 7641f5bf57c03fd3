/** `npm run matrix`: runs, shows progress, prints the grid. */
import { exitStatus } from '../judge/exit-status.ts';
import { run, type RunRequest } from '../run.ts';
import { onInterrupt } from './interrupt.ts';
import { printReport } from './print-report.ts';
import { startProgress } from './start-progress.ts';

/** Exit status where the report could not be written: the environment. */
const EXIT_ENVIRONMENT = 3;

export async function runMatrix(request: RunRequest, verbose: boolean): Promise<number> {
  const progress = startProgress(verbose);
  const interrupt = onInterrupt(() => {
    progress.emit({ type: 'interrupted' });
  });
  try {
    const { report, notWritten } = await run(request, { emit: progress.emit, signal: interrupt.signal });
    progress.stop();
    printReport(report, notWritten === null ? request.out : null);
    if (notWritten === null) return exitStatus(report);
    process.stderr.write(`${notWritten.message}\n`);
    return EXIT_ENVIRONMENT;
  } finally {
    progress.stop();
    interrupt.stop();
  }
}
