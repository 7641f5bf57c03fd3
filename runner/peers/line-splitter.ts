/** Bytes -> whole lines, within bounds. */

/** More than the longest line that the protocol allows (8 MiB), with room for its escapes. */
export const LONGEST_LINE = 16 * 2 ** 20;

export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/**
 * Returns a function that takes chunks as they come and gives each line, without its end, once it is whole.
 * @throws LineTooLongError (from that function) when no end of line comes within `longest` bytes
 */
export function splitLines(onLine: (line: Buffer) => void, longest = LONGEST_LINE): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const rest = chunk.subarray(from, end);
      const line = parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
      parts = [];
      length = 0;
      from = end + 1;
      onLine(line);
    }
    if (from === chunk.length) return;
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longest) {
      parts = [];
      throw new LineTooLongError(`a line of more than ${longest} bytes`);
    }
  };
}
