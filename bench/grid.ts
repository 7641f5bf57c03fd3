/** The runner as its user starts it, timed from outside. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { ReportSchema } from '../runner/report/schema.ts';
import { watchPeersCpu } from './peers-cpu.ts';

const repository = resolve(import.meta.dirname, '..');

export interface GridFigures {
  readonly wallMs: number;
  readonly cells: number;
  readonly passed: number;
  /** Processor time of all peer containers, milliseconds; 0 where there are none. */
  readonly peersCpuMs: number;
  readonly cores: number;
}

export function runner(args: readonly string[]): Promise<{ stdout: string }> {
  return execa(process.execPath, ['--import', 'tsx', 'runner/cli.ts', ...args], { cwd: repository, stdin: 'ignore' });
}

export function benchEmbedded(): Promise<GridFigures> {
  return timeGrid(['--engine', 'process', '--case', 'peer-connection', '--contract', 'exit-code']);
}

export function benchGrid(implementations: readonly string[], overrides: readonly string[]): Promise<GridFigures> {
  const selection = [
    '--case',
    'peer-connection',
    '--contract',
    'exit-code',
    '--implementation',
    implementations.join(','),
  ];
  return timeGrid(['--engine', 'docker', ...selection, ...overrides.flatMap((spec) => ['--with', spec])]);
}

async function timeGrid(args: readonly string[]): Promise<GridFigures> {
  const scratch = await mkdtemp(join(tmpdir(), 'matrix-bench-'));
  const cpu = await watchPeersCpu();
  try {
    const out = join(scratch, 'report');
    const began = performance.now();
    // A red cell does not end a benchmark: how many passed is one of its figures.
    await runner([...args, '--out', out]).catch(() => undefined);
    const wallMs = performance.now() - began;
    const report = ReportSchema.parse(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')));
    const { total, passed } = report.summary;
    return { wallMs, cells: total, passed, peersCpuMs: await cpu.stop(), cores: availableParallelism() };
  } finally {
    await cpu.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}
