import { messageOf } from './description.ts';

/** One line on stderr, for people. */
export function log(line: string): void {
  process.stderr.write(`${line.replaceAll(/[\r\n]+/g, ' ')}\n`);
}

/** Runs what may fail without harm, and says so when it does. */
export async function attempt(what: string, action: () => void | Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    log(`${what}: ${messageOf(error)}`);
  }
}
