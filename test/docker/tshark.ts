/** A real tshark in a container of its own, with nothing configured: no `-d`, no `-o`, no network. */
import { execa } from 'execa';
import { expect } from 'vitest';
import { runBuild } from '../../runner/engines/docker/run-build.ts';
import { ignore, images, never } from './fixtures.ts';

const tag = 'webrtc-interop/tshark:test';

export async function buildTshark(): Promise<void> {
  const folder = `${images}/tshark`;
  const build = { implementation: 'tshark', folder, target: null, origin: 'debian', args: {}, packages: null, tag };
  expect(await runBuild(build, ignore, never)).toEqual({ kind: 'built' });
}

export async function removeTshark(): Promise<void> {
  await execa('docker', ['rmi', '-f', tag], { reject: false });
}

/** One row a packet, one column a field. */
export function readFields(file: Buffer, ...fields: string[]): Promise<string[][]> {
  return readMatches(file, 'frame', ...fields);
}

/**
 * The same of the packets that a display filter finds.
 * @throws Error with what tshark says when it does not know the filter
 */
export async function readMatches(file: Buffer, filter: string, ...fields: string[]): Promise<string[][]> {
  const columns = fields.flatMap((field) => ['-e', field]);
  const command = ['run', '--rm', '-i', '--network', 'none', tag, '-r', '-', '-Y', filter, '-T', 'fields', ...columns];
  const { stdout } = await execa('docker', command, { input: file, timeout: 120_000 });
  return stdout === '' ? [] : stdout.split('\n').map((line) => line.split('\t'));
}
