/** Reads a build's output (`docker buildx build --progress=plain`). Pure. */

/** What a RUN step exits with when the stack's own registry cannot be reached (EX_UNAVAILABLE of sysexits.h). */
const unreachableStatus = 69;

/** Whether a RUN step said that the registry cannot be reached, so that the next origin may be tried. */
export function saysUnreachable(log: string): boolean {
  return new RegExp(`did not complete successfully: exit code: ${unreachableStatus}\\b`).test(log);
}

const verdicts = /did not complete successfully: exit code: (\d+)/;
const strong =
  /no matching|not found|unable to|could ?n[o']t|cannot|no such|undefined:|unreachable|refused|timed out|mismatch|denied|\berror [A-Z]+\d+/i;
const weak = /error|fail|fatal|^E: /i;
const noise = /complete log of this run|^\s*$|notice|^WARNING|warn /i;

/** The line that says best why the build failed, with the step's exit code where it was a RUN. */
export function tellingLine(log: string): string {
  const lines = log.split('\n').map((line) => line.trimEnd());
  const final = lines.findLast((line) => line.startsWith('ERROR: ')) ?? '';
  const status = verdicts.exec(final)?.[1];
  if (status === undefined) return shorten(final.replace(/^ERROR: (failed to solve: )?/, '') || lastLine(lines));
  const output = failedStepOutput(lines);
  const telling =
    output.findLast((line) => strong.test(line)) ??
    output.findLast((line) => weak.test(line)) ??
    output.at(-1) ??
    final;
  return `${shorten(telling)} (the build step ended with exit code ${status})`;
}

/** What the failed step printed, without step number and time: `#8 0.345 text` of the step whose `#8 ERROR` came. */
function failedStepOutput(lines: readonly string[]): string[] {
  const step = lines.map((line) => /^(#\d+) ERROR: /.exec(line)?.[1]).findLast((number) => number !== undefined);
  if (step === undefined) return [];
  return lines
    .filter((line) => line.startsWith(`${step} `))
    .map((line) => /^#\d+ \d+\.\d+ (.*)$/.exec(line)?.[1]?.trim() ?? '')
    .filter((line) => !noise.test(line));
}

function lastLine(lines: readonly string[]): string {
  return lines.findLast((line) => line.trim() !== '') ?? 'the build printed nothing';
}

function shorten(line: string): string {
  const trimmed = line.trim();
  return trimmed.length > 300 ? `${trimmed.slice(0, 299)}…` : trimmed;
}
