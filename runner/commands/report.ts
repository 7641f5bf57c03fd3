/** `npm run matrix -- report DIR`: the same run, rendered again. */
import { exitStatus } from '../judge/exit-status.ts';
import { renderAgain } from '../report/index.ts';
import { printReport } from './print-report.ts';

/** Exit status as that of the run which wrote the report. */
export async function rerenderReport(folder: string): Promise<number> {
  const report = await renderAgain(folder);
  printReport(report, folder);
  return exitStatus(report);
}
