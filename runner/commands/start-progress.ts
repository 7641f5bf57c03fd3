/** The progress display on stderr, as the terminal at hand can show it; stdout is for results. */
import { createProgress, type Progress } from '../progress/progress.ts';
import { supportsUnicode, wantsColor } from '../report/index.ts';

export function startProgress(verbose: boolean): Progress {
  const { stderr, env, platform } = process;
  return createProgress(stderr, {
    verbose,
    color: wantsColor(env, stderr.isTTY),
    isTTY: stderr.isTTY,
    ci: (env.CI ?? '') !== '',
    unicode: supportsUnicode(env, platform),
  });
}
