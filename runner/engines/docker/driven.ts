/** A driven peer, or the link: a container of its own, spoken to over its stdin and stdout. */
import type { Container } from 'dockerode';
import { LogBuffer } from '../../peers/log-buffer.ts';
import type { DrivenProcess } from '../engine.ts';
import { ignoreGone } from './errors.ts';
import { exitOf } from './exit-status.ts';
import { readFrames } from './frames.ts';
import { settlesWithin } from './promises.ts';
import type { RunWatch } from './run-watch.ts';

/** How long the last output of a dead peer may take to arrive. */
const lastWordsMs = 500;

/** What the container is made with: the engine closes its stdin when the runner is gone, and the peer ends. */
export const spokenToOptions = {
  OpenStdin: true,
  StdinOnce: true,
  AttachStdin: true,
  AttachStdout: true,
  AttachStderr: true,
};

export async function startDrivenIn(container: Container, watch: RunWatch): Promise<DrivenProcess> {
  const log = new LogBuffer();
  const first: Buffer[] = [];
  let listen: ((chunk: Buffer) => void) | null = null;
  const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
  const printed = readFrames(stream, (channel, bytes) => {
    if (channel === 'stderr') log.append(bytes);
    else if (listen === null) first.push(bytes);
    else listen(bytes);
  });
  const ended = watch.ended(container.id).then(async (status) => {
    await settlesWithin(printed, lastWordsMs);
    return exitOf(status, watch.outOfMemory(container.id) > 0);
  });
  await container.start();
  return {
    write: (line) => {
      if (stream.writable) stream.write(line);
    },
    onStdout: (listener) => {
      listen = listener;
      for (const chunk of first.splice(0)) listener(chunk);
    },
    ended,
    log: (since) => log.read(since),
    mark: () => log.mark(),
    endInput: () => {
      stream.end();
    },
    writeBytes: (bytes) => {
      if (stream.writable) stream.write(bytes);
    },
    terminate: () => {
      // It has ended already: `ended` tells.
      container.kill({ signal: 'SIGTERM' }).catch(() => undefined);
    },
    stop: () => watch.guard(ignoreGone(container.remove({ force: true, v: true }))),
  };
}
