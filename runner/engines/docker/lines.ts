/** Puts lines together from pieces of output. */
import { StringDecoder } from 'node:string_decoder';

/** Returns a function that takes the pieces, however they are cut. What follows the last line end is not a line yet. */
export function makeLineReader(onLine: (line: string) => void): (bytes: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  return (bytes) => {
    const lines = (pending + decoder.write(bytes)).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  };
}
