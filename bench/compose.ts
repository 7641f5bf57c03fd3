/** The same pairs as a user without the runner would try them: one `docker compose up` after another. */
import { resolve } from 'node:path';
import { execa } from 'execa';

const repository = resolve(import.meta.dirname, '..');

export interface ComposeFigures {
  readonly wallMs: number;
  readonly pairs: number;
  readonly passed: number;
}

export async function benchCompose(implementations: readonly string[]): Promise<ComposeFigures> {
  const compose = (args: readonly string[]): Promise<{ exitCode?: number }> =>
    execa('docker', ['compose', '--project-name', 'matrix-bench', ...args], {
      cwd: repository,
      reject: false,
      stdin: 'ignore',
    });
  const pairs = implementations.flatMap((server) => implementations.map((client) => ({ server, client })));
  let passed = 0;
  const began = performance.now();
  try {
    for (const { server, client } of pairs) {
      const services = [`server-${server}`, `client-${client}`];
      const { exitCode } = await compose(['up', '--no-build', '--exit-code-from', `client-${client}`, ...services]);
      if (exitCode === 0) passed += 1;
      await compose(['rm', '--stop', '--force', ...services]);
    }
    return { wallMs: performance.now() - began, pairs: pairs.length, passed };
  } finally {
    await compose(['down', '--remove-orphans', '--timeout', '1']);
  }
}
