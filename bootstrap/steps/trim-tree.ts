/** Makes a debootstrapped tree as small as the official slim image, and sets what apt needs inside. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Documentation in every form but the licences, which must stay with the programs. */
const DPKG_EXCLUDES = `# As in the official slim images: no documentation but licences, no translations.
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/man/*
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
`;

/** A mirror that is a snapshot serves release files whose Valid-Until has passed. */
const APT_SETTINGS = `Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
`;

export async function trimTree(tree: string): Promise<void> {
  const at = (path: string) => join(tree, path);
  await mkdir(at('etc/dpkg/dpkg.cfg.d'), { recursive: true });
  await writeFile(at('etc/dpkg/dpkg.cfg.d/slim'), DPKG_EXCLUDES);
  await writeFile(at('etc/apt/apt.conf.d/bootstrap'), APT_SETTINGS);
  for (const folder of ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/man', 'usr/share/info', 'usr/share/locale']) {
    await empty(at(folder));
  }
  for (const path of ['var/log/bootstrap.log', 'var/log/dpkg.log', 'etc/resolv.conf', 'etc/hostname']) {
    await rm(at(path), { force: true });
  }
  await removeDocumentation(at('usr/share/doc'));
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function removeDocumentation(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    for (const name of await readdir(join(folder, entry.name))) {
      if (name !== 'copyright') await rm(join(folder, entry.name, name), { recursive: true, force: true });
    }
  }
}
