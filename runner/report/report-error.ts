/** A report could not be written or read. The message says the place and the mend. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** The `code` of a file system error: `ENOSPC`; an empty string for any other error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const MENDS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device; free some or use --out DIR',
  EDQUOT: 'the disk quota is used up; free some or use --out DIR',
  EACCES: 'permission denied; change the permissions of the folder above it or use --out DIR',
  EPERM: 'operation not permitted; close what has a file of it open, or use --out DIR',
  EBUSY: 'it is in use or a mount point; close what uses it, or use --out DIR for a folder inside it',
  EROFS: 'the file system is read-only; use --out DIR',
  ENOTDIR: 'a part of the path is a file, not a folder; use --out DIR',
  ENAMETOOLONG: 'the path is too long; use --out DIR',
  EMFILE: 'too many open files; raise the limit (ulimit -n)',
};

/** `cannot write reports/latest: no space left on device; free some or use --out DIR` */
export function explainWriteError(dir: string, error: unknown): ReportError {
  if (error instanceof ReportError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ReportError(`cannot write ${dir}: ${MENDS[codeOf(error)] ?? `${message}; use --out DIR`}`, {
    cause: error,
  });
}
