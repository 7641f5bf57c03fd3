/** The pairs that are known to be good, again and again: a red cell among them is a stack's rare fault, or ours. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReportSchema, type ReportCell } from '../runner/report/schema.ts';
import { runner } from './grid.ts';

/** By both contracts, through the link; nothing is tried again, so nothing is hidden. */
const GOOD = ['--engine', 'process', '--case', 'peer-connection,data-channel-echo', '--retries', '0'];

export async function benchRepeats(times: number, print: (line: string) => void): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'matrix-repeats-'));
  const red: ReportCell[] = [];
  let cells = 0;
  const began = performance.now();
  try {
    for (let round = 1; round <= times; round += 1) {
      const played = await playOnce(join(scratch, 'report'));
      cells += played.length;
      for (const cell of played.filter(({ verdict }) => verdict !== 'passed')) {
        red.push(cell);
        print(
          `  round ${round}: ${cell.case}, ${cell.server} <- ${cell.client}: ${cell.verdict}: ${cell.reason ?? ''}`,
        );
      }
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const ours = red.filter(({ verdict, blame }) => verdict === 'broken' || blame === 'link' || blame === 'runner');
  const seconds = Math.round((performance.now() - began) / 1000);
  print(`the good pairs ${times} times: ${cells} cells in ${seconds} s`);
  print(`  ${cells - red.length} passed; ${red.length} red, of which ${ours.length} by the runner or the link`);
}

/** @throws Error where no report was written */
async function playOnce(out: string): Promise<readonly ReportCell[]> {
  // A red cell is what is looked for: it is in the report.
  await runner([...GOOD, '--out', out]).catch(() => undefined);
  return ReportSchema.parse(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).cells;
}
