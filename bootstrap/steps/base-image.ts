/** Brings `debian:forky-slim`: pulled, or made with debootstrap where no registry answers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BootstrapError, runCommand, tryCommand, type Context } from '../command.ts';
import { findProgram } from '../look/engine.ts';
import { lookAtSystem } from '../look/system.ts';
import { SUDO_COMMAND } from '../plan.ts';
import { copyCertificates } from './certificates.ts';
import { installPackages } from './install.ts';
import { pullImage } from './pull.ts';
import { trimTree } from './trim-tree.ts';

const SUITE = 'forky';
const MINUTE = 60_000;

/** @throws BootstrapError when no registry answers and the image cannot be made either. */
export async function bringBaseImage(image: string, context: Context): Promise<void> {
  const pull = await pullImage(image, context);
  if (pull.ok) return;
  context.say(`   not pulled: ${pull.why}`);
  await requireDebootstrap(image, context);
  context.say(`   making it with debootstrap (about half a minute)`);
  await makeBaseImage(image, context);
}

async function requireDebootstrap(image: string, context: Context): Promise<void> {
  if (!context.root) {
    throw new BootstrapError(`Making ${image} with debootstrap needs root. Run: ${SUDO_COMMAND}`);
  }
  if ((await findProgram('debootstrap')) !== null) return;
  const system = await lookAtSystem();
  if (system.kind === 'other') {
    throw new BootstrapError(
      `${image} could not be pulled, and ${system.name} has no debootstrap to make it with. Reach a container ` +
        `registry, install debootstrap, or bring the image with docker save and docker load from another machine.`,
    );
  }
  const keyring = system.kind === 'ubuntu' ? ['debian-archive-keyring'] : [];
  await installPackages(['debootstrap', ...keyring], null, context);
}

/**
 * Makes an image of Debian's minimal system. The tag is set last, on a whole image that a container ran from; what was
 * made on the way is removed, also after an error or an interrupt.
 */
export async function makeBaseImage(image: string, context: Context): Promise<void> {
  // /var/tmp and not os.tmpdir(): Debian 13 mounts /tmp as tmpfs with nodev, where debootstrap cannot make devices.
  const folder = await mkdtemp(join(process.env.TMPDIR ?? '/var/tmp', 'bootstrap-'));
  try {
    const tree = join(folder, 'tree');
    await debootstrap(tree, context);
    await copyCertificates(tree);
    await trimTree(tree);
    await importTree(tree, image, folder, context);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * In mount and process namespaces of its own: its mounts end with it, whatever ends it, so that removing the folder
 * never reaches into a mounted /proc or /sys, and no process of it stays behind to write there.
 */
async function debootstrap(tree: string, { signal }: Context): Promise<void> {
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child'];
  const command = ['debootstrap', '--variant=minbase', SUITE, tree, '', 'sid'];
  await runCommand('unshare', [...namespaces, ...command], { timeoutMs: 15 * MINUTE, signal });
}

async function importTree(tree: string, image: string, folder: string, { signal }: Context): Promise<void> {
  const id = await importUntagged(tree, folder, signal);
  try {
    await runCommand('docker', ['run', '--rm', '--network', 'none', id, 'true'], { timeoutMs: MINUTE, signal });
    await runCommand('docker', ['tag', id, image], { timeoutMs: MINUTE, signal });
  } catch (error) {
    await tryCommand('docker', ['image', 'rm', '--force', id], { timeoutMs: MINUTE });
    throw error;
  }
}

async function importUntagged(tree: string, folder: string, signal: AbortSignal): Promise<string> {
  const changes = ['CMD ["bash"]', `LABEL org.opencontainers.image.title="Debian ${SUITE}, made by npm run bootstrap"`];
  const archive = join(folder, 'tree.tar');
  await runCommand('tar', ['--numeric-owner', '-C', tree, '-cf', archive, '.'], { timeoutMs: 10 * MINUTE, signal });
  const args = ['import', ...changes.flatMap((change) => ['--change', change]), archive];
  return (await runCommand('docker', args, { timeoutMs: 10 * MINUTE, signal })).trim();
}
