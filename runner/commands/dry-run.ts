/** `--dry-run`: the cells that would run, one a line. */
import { plan, type RunRequest } from '../run.ts';

export async function showPlan(request: RunRequest): Promise<number> {
  const { choice, offer, leftOutCases } = await plan(request);
  const lines = offer.cells.map((cell) => `${cell.case}  server ${cell.server}  client ${cell.client}`);
  lines.push(`${String(offer.cells.length)} cells on the ${choice.engine.name} engine.`);
  if (offer.leftOut.length > 0) {
    lines.push(`Left out, because this engine cannot run them: ${offer.leftOut.map(({ name }) => name).join(', ')}.`);
  }
  for (const { names, why } of leftOutCases) lines.push(`Left out: ${names.join(', ')} (${why}).`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
