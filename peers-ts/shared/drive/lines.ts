/** More than the longest line of the protocol (8 MiB): what is longer is not kept. */
const longest = 16 * 2 ** 20;

/**
 * Returns a function that takes chunks as they come and gives each line, without its end, once it is whole; null for one
 * that is too long.
 */
export function splitLines(onLine: (line: Buffer | null) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer): void => {
    length += part.length;
    if (length > longest) parts = [];
    else parts.push(part);
  };
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, end));
      from = end + 1;
      const line = length > longest ? null : Buffer.concat(parts);
      parts = [];
      length = 0;
      onLine(line);
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  };
}
