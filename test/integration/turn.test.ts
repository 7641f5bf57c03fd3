/** The embedded engine has no TURN server (docs/decisions/0012-turn.md): its default run goes without, and says so. */
import { expect, it } from 'vitest';
import { runCli, runMatrix, temporaryFolder } from './run-cli.ts';

const pair = ['--server', 'werift', '--client', 'werift', '--engine', 'process'];

it('is broken with the mend, and blames no stack, where the case is named', async () => {
  await using out = await temporaryFolder();
  const run = await runMatrix(out.path, [...pair, '--case', 'turn-relay,turn-tls']);
  for (const [name, server] of [
    ['turn-relay', 'UDP'],
    ['turn-tls', 'TLS'],
  ] as const) {
    const { verdict, reason, blame } = run.cell('werift', 'werift', name);
    expect([verdict, blame]).toEqual(['broken', 'runner']);
    expect(reason).toBe(`the TURN server (${server}) is not there: this engine has none; use --engine docker`);
  }
  expect(run.status).toBe(3);
});

it('is left out of a run for which nobody named it', async () => {
  const { status, stdout } = await runCli([...pair, '--dry-run']);
  expect(status).toBe(0);
  expect(stdout).not.toMatch(/turn-(?:relay|tls) {2}server/);
  expect(stdout).toContain('Left out: turn-relay, turn-tls (needs a TURN server, which this engine has not).');
  expect(stdout).toContain('ice-tcp');
});
