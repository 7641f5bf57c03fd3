/** What an error of the Docker API or of the connection to it means. */

/** The HTTP status of an error answer of the engine; null when there was no answer at all. */
export function statusOf(error: unknown): number | null {
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return null;
}

/** `ENOENT`, `ECONNREFUSED`, …; null when the error is not one of the operating system. */
export function codeOf(error: unknown): string | null {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return null;
}

/** One line: what the engine says, without the decoration that dockerode puts around it. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** For removals: gone already, or being removed by somebody else, is as good as removed. */
export async function ignoreGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const status = statusOf(error);
    const underWay = status === 409 && messageOf(error).includes('already in progress');
    if (status !== 404 && !underWay) throw error;
  }
}

/** For answers about things that may not exist. */
export async function nullIfMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
