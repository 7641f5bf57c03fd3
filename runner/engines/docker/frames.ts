/**
 * Takes apart the stream in which the engine sends stdout and stderr of a process without a terminal: frames of
 * 8 bytes of header (type, three zero bytes, length as 32 bits big-endian) and so many bytes of output
 * (Docker Engine API, "Attach to a container", stream format).
 */
export type Channel = 'stdout' | 'stderr';
export type OnOutput = (channel: Channel, bytes: Buffer) => void;

const headerLength = 8;

/** Returns a function that takes the stream's chunks, however they are cut, and passes the output on as it comes. */
export function makeFrameReader(onOutput: OnOutput): (chunk: Buffer) => void {
  const header = Buffer.alloc(headerLength);
  let headerHas = 0;
  let left = 0;
  let channel: Channel = 'stdout';
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const part = chunk.subarray(at, at + left);
        onOutput(channel, part);
        left -= part.length;
        at += part.length;
        continue;
      }
      const copied = chunk.copy(header, headerHas, at, at + headerLength - headerHas);
      headerHas += copied;
      at += copied;
      if (headerHas < headerLength) return;
      headerHas = 0;
      channel = header.readUInt8(0) === 2 ? 'stderr' : 'stdout';
      left = header.readUInt32BE(4);
    }
  };
}

/** Reads such a stream to its end. Resolves when it ended, in whatever way: an engine that dies just cuts it. */
export function readFrames(stream: NodeJS.ReadableStream, onOutput: OnOutput): Promise<void> {
  return new Promise((resolve) => {
    stream.on('data', makeFrameReader(onOutput));
    stream.on('end', resolve);
    stream.on('close', resolve);
    stream.on('error', () => {
      resolve();
    });
  });
}
