/** The bench of driven cells on one engine: docs/benchmarks.md says what each line means. */
import { catalogue } from '../../runner/cases/index.ts';
import { timerFreeOf } from './cases.ts';
import { Company, scenesOf, type Scene } from './company.ts';
import { measure, type Figures } from './measure.ts';
import { measurePhases } from './phases.ts';
import { cellsPerSecond, printFigures, printPhases, printRounds, printSoak, printWaiting } from './print.ts';
import { soak } from './soak.ts';
import { openStage, type Stage, type StageRequest } from './stage.ts';

export interface DrivenBench extends StageRequest {
  readonly print: (line: string) => void;
}

/** How often the cells without timers are played each way for the median. */
const ROUNDS = 3;

/** What `--case` stands for where none is named. */
const usual = catalogue.filter(({ slow }) => slow !== true);

const printDeath = (death: string): string => `  died: ${death}`;

/** The cells whose cases wait for no timer, several times over the same warm processes, and one connection step by step. */
export async function benchDriven({ print, ...request }: DrivenBench): Promise<void> {
  const say = (lines: readonly string[]): void => {
    lines.forEach(print);
  };
  await withCompany(request, async (stage, company) => {
    const scenes = await findSteady(company, stage, print);
    const rounds: { linked: Figures; direct: Figures }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const linked = await measure(stage, company, scenes.map(copy));
      rounds.push({ linked, direct: await measure(stage, company, scenes.map(copy), { direct: true }) });
    }
    const last = rounds.at(-1);
    if (last !== undefined) {
      say(printFigures(`${request.engine}, cells that wait for no timer, through the link`, last.linked));
      say(printFigures(`${request.engine}, the same by the bare path`, last.direct));
    }
    const rates = (which: 'linked' | 'direct'): number[] => rounds.map((round) => cellsPerSecond(round[which]));
    say(printRounds({ linked: rates('linked'), direct: rates('direct') }));
    say([...printPhases(await measurePhases(stage, company)), ...company.deaths.map(printDeath)]);
  });
}

/** Every case of the catalogue but the slow ones for every pair, once, with what its cells waited for. */
export async function benchCatalogue({ print, ...request }: DrivenBench): Promise<void> {
  await withCompany(request, async (stage, company) => {
    const all = await measure(stage, company, scenesOf(usual, stage.implementations));
    const lines = [...printFigures(`${request.engine}, the catalogue`, all), ...printWaiting(all.played)];
    for (const line of [...lines, ...company.deaths.map(printDeath)]) print(line);
  });
}

/** Thousands of those cells over the same warm processes. */
export async function benchSoak(
  { print, ...request }: DrivenBench,
  count: { readonly total: number; readonly every: number },
): Promise<void> {
  await withCompany(request, async (stage, company) => {
    const scenes = await findSteady(company, stage, print);
    print(`${request.engine}, ${stage.implementations.map(({ name }) => name).join(', ')}`);
    printSoak(await soak(stage, company, scenes, count)).forEach(print);
    company.deaths.map(printDeath).forEach(print);
  });
}

async function withCompany(
  request: StageRequest,
  act: (stage: Stage, company: Company) => Promise<void>,
): Promise<void> {
  await using stage = await openStage(request);
  const company = new Company(stage);
  await company.warmUp(stage.implementations);
  await act(stage, company);
}

/**
 * Played once to warm up and to see which pass: a cell that does not pass often waits for something until a limit of
 * ours, and says nothing of speed.
 */
async function findSteady(company: Company, stage: Stage, print: (line: string) => void): Promise<readonly Scene[]> {
  const cases = timerFreeOf(catalogue);
  const played = await company.play(scenesOf(cases, stage.implementations));
  const scenes = played.filter(({ verdict }) => verdict === 'passed').map(({ scene }) => scene);
  print(`  ${scenes.length} of ${played.length} cells of ${cases.length} cases without timers pass and are taken`);
  return scenes;
}

/** Each play needs a cell of its own. */
function copy(scene: Scene): Scene {
  return { ...scene };
}
