/** What the link writes to stdout: answers, a JSON message a line; behind one with `bytes` come so many raw bytes. */
import { LONGEST_LINE, LineTooLongError } from '../peers/line-splitter.ts';
import type { Answer } from './messages.ts';

/** @param raw what stands behind the line, whole; empty where nothing does */
export type TakeAnswer = (answer: Answer, raw: Buffer) => void;

/**
 * Returns a function that takes chunks as they come. Our own program of this very checkout writes them: both ends share
 * the types.
 * @throws SyntaxError, LineTooLongError (from that function)
 */
export function readAnswers(take: TakeAnswer): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  /** Whose raw bytes come next. */
  let behind: { readonly answer: Answer; readonly bytes: number } | null = null;

  const hold = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  const release = (): Buffer => {
    const [only] = parts;
    const whole = only !== undefined && parts.length === 1 ? only : Buffer.concat(parts);
    parts = [];
    length = 0;
    return whole;
  };
  const takeLine = (): void => {
    const answer = JSON.parse(release().toString('utf8')) as Answer;
    const bytes = 'bytes' in answer ? (answer.bytes ?? 0) : 0;
    if (bytes > 0) behind = { answer, bytes };
    else take(answer, Buffer.alloc(0));
  };

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (behind !== null) {
        const end = Math.min(chunk.length, at + behind.bytes - length);
        hold(chunk.subarray(at, end));
        at = end;
        if (length < behind.bytes) return;
        const { answer } = behind;
        behind = null;
        take(answer, release());
        continue;
      }
      const end = chunk.indexOf(10, at);
      hold(chunk.subarray(at, end < 0 ? chunk.length : end));
      if (end < 0) {
        if (length > LONGEST_LINE) throw new LineTooLongError(`a line of more than ${LONGEST_LINE} bytes`);
        return;
      }
      at = end + 1;
      takeLine();
    }
  };
}
