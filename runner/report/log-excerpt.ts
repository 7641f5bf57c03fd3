/** What of a log goes into the page: head and tail of what is long, and the size of what lies between. */
import { open } from 'node:fs/promises';
import { formatBytes, makeVisible } from './text.ts';

export interface LogExcerpt {
  readonly text: string;
  readonly totalBytes: number;
  /** Bytes left out between head and tail; they are in the file. */
  readonly omittedBytes: number;
}

/** A quarter of the room is for the head: what went wrong is told at the end. */
const HEAD_SHARE = 0.25;

/**
 * Reads at most `limit` bytes of a file of any size. Bytes that are not UTF-8 become U+FFFD, escape codes go, controls
 * become visible. @throws what the file system says, if the file cannot be read
 */
export async function readExcerpt(file: string, limit: number): Promise<LogExcerpt> {
  await using handle = await openFile(file);
  const { size } = await handle.file.stat();
  if (size <= limit) return makeExcerpt(await handle.read(0, size), new Uint8Array(), 0);
  const head = Math.floor(limit * HEAD_SHARE);
  const tail = limit - head;
  return makeExcerpt(await handle.read(0, head), await handle.read(size - tail, tail), size - limit);
}

/** Joins what was read of a log with a note of what was not. */
export function makeExcerpt(head: Uint8Array, tail: Uint8Array, omittedBytes: number): LogExcerpt {
  const totalBytes = head.length + tail.length + omittedBytes;
  const decode = (bytes: Uint8Array): string => makeVisible(new TextDecoder().decode(bytes));
  if (omittedBytes === 0) return { text: `${decode(head)}${decode(tail)}`, totalBytes, omittedBytes };
  const note = `[${formatBytes(omittedBytes)} of ${formatBytes(totalBytes)} left out here; the whole is in the file]`;
  return { text: `${decode(head)}\n\n${note}\n\n${decode(tail)}`, totalBytes, omittedBytes };
}

async function openFile(path: string) {
  const file = await open(path, 'r');
  const read = async (position: number, length: number): Promise<Uint8Array> => {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  };
  return { file, read, [Symbol.asyncDispose]: () => file.close() };
}
