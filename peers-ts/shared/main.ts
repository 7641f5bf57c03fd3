import { parseCommand, UsageError, type Command } from './arguments.ts';
import { call } from './call.ts';
import { messageOf } from './description.ts';
import { attempt } from './log.ts';
import { drive } from './drive/drive.ts';
import { serve } from './serve.ts';
import type { Stack } from './stack.ts';

/** Exit statuses of docs/peer-protocol.md; 2 and 143 count as crashes there. */
const status = { passed: 0, failed: 1, unsupported: 77, usage: 2, terminated: 143 };

/** The whole program of a peer. */
export async function run(stack: Stack): Promise<void> {
  let command: Command;
  try {
    command = parseCommand(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return leave(stack, status.usage, error.message);
  }
  // A handler, because the first process of a container ignores signals that it does not handle. On Windows there is
  // no SIGTERM: the process ends at once, with everything that it holds.
  const ended = command.kind === 'call' ? status.terminated : 0;
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve);
  });
  if (command.kind === 'drive') {
    await drive(stack, told);
    return leave(stack, ended);
  }
  void told.then(() => leave(stack, ended));
  if (command.kind === 'serve') {
    try {
      await serve(stack, command.port);
      return;
    } catch (error) {
      return leave(stack, status.failed, `cannot serve: ${messageOf(error)}`);
    }
  }
  const verdict = await call(stack, command);
  return leave(stack, status[verdict.kind], verdict.kind === 'passed' ? undefined : verdict.reason);
}

/** Ends the process; `reason` is the last line on stderr. */
async function leave(stack: Stack, code: number, reason?: string): Promise<void> {
  // Nobody must be kept waiting by a stack that does not finish.
  setTimeout(() => process.exit(code), 800).unref();
  await attempt('shut down', () => {
    stack.shutDown();
  });
  if (reason !== undefined) {
    const line = `${reason.replaceAll(/[\r\n]+/g, ' ')}\n`;
    await new Promise<void>((resolve) =>
      process.stderr.write(line, () => {
        resolve();
      }),
    );
  }
  process.exit(code);
}
