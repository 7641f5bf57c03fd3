/** The images of the runner, tagged as docker-compose.yml names them, so that both run the very same ones. */
import { execa } from 'execa';
import { runner } from './grid.ts';

/** @throws Error with the runner's words when an image cannot be built */
export async function buildAndTag(implementations: readonly string[], overrides: readonly string[]): Promise<void> {
  const args = ['build', '--engine', 'docker', '--implementation', implementations.join(',')];
  const { stdout } = await runner([...args, ...overrides.flatMap((spec) => ['--with', spec])]);
  for (const line of stdout.split('\n').filter((text) => text.includes('sha256:'))) {
    const [name = '', , image = ''] = line.split(/\s+/);
    await execa('docker', ['tag', image, `webrtc-interop/${name}:compose`]);
  }
}
