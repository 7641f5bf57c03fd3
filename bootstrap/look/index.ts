/** Looks at the machine and changes nothing. */
import type { Facts } from '../facts.ts';
import { lookAtDotnet } from './dotnet.ts';
import { lookAtEngine, lookAtImages, lookAtTools } from './engine.ts';
import { lookAtOrigins } from './origins.ts';
import { findStalePidFiles } from './pid-files.ts';
import { lookAtSystem, readText } from './system.ts';

/** `folder`: the repository. */
export async function lookAtMachine(folder: string): Promise<Facts> {
  const [system, engine, tools, dotnet, openOrigins, stalePidFiles, first] = await Promise.all([
    lookAtSystem(),
    lookAtEngine(),
    lookAtTools(),
    lookAtDotnet(),
    lookAtOrigins(folder),
    findStalePidFiles(),
    readText('/proc/1/comm'),
  ]);
  return {
    system,
    root: process.getuid?.() === 0,
    systemd: first?.trim() === 'systemd',
    engine,
    tools,
    stalePidFiles,
    images: engine.state === 'answers' ? await lookAtImages() : null,
    dotnet,
    openOrigins,
  };
}
