/** The proof that all of it was for: a container that runs. */
import { runCommand, type Context } from '../command.ts';

/** Gives what the container printed. @throws BootstrapError */
export async function proveContainerRuns(image: string, { signal }: Context): Promise<string> {
  const script = '. /etc/os-release && echo "hello from a container of $PRETTY_NAME on $(uname -sm)"';
  const args = ['run', '--rm', '--network', 'none', '--pull', 'never', image, 'sh', '-c', script];
  return (await runCommand('docker', args, { timeoutMs: 60_000, signal })).trim();
}
