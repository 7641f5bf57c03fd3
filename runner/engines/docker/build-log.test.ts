import { describe, expect, it } from 'vitest';
import { saysUnreachable, tellingLine } from './build-log.ts';

const failedRun = (status: number): string =>
  [
    '#1 [internal] load build definition from Dockerfile',
    '#7 [stack 1/2] RUN echo error in another step',
    '#7 0.201 error in another step',
    '#7 DONE 0.3s',
    '#8 [origin-npm 2/3] RUN npm install werift@9.9',
    '#8 0.345 npm error code ETARGET',
    '#8 0.346 npm error notarget No matching version found for werift@9.9.',
    '#8 0.347 npm error A complete log of this run can be found in: /log/not-found',
    `#8 ERROR: process "/bin/sh -c npm install werift@9.9" did not complete successfully: exit code: ${status}`,
    '------',
    `ERROR: failed to solve: process "/bin/sh -c npm install werift@9.9" did not complete successfully: exit code: ${status}`,
  ].join('\n');

describe('tellingLine', () => {
  it('is what the failed step itself says', () => {
    expect(tellingLine(failedRun(1))).toBe(
      'npm error notarget No matching version found for werift@9.9. (the build step ended with exit code 1)',
    );
  });

  it('is the last line of the step where none looks like an error', () => {
    const log =
      '#4 0.1 one\n#4 0.2 two\n#4 ERROR: x\nERROR: failed to solve: y did not complete successfully: exit code: 2';
    expect(tellingLine(log)).toBe('two (the build step ended with exit code 2)');
  });

  it('is the builder own error where no step failed', () => {
    expect(tellingLine('#2 x\nERROR: failed to solve: debian:nope: not found')).toBe('debian:nope: not found');
    expect(tellingLine('Cannot connect to the Docker daemon')).toBe('Cannot connect to the Docker daemon');
    expect(tellingLine('')).toBe('the build printed nothing');
  });
});

describe('saysUnreachable', () => {
  it('holds for exit code 69 of a step alone', () => {
    expect(saysUnreachable(failedRun(69))).toBe(true);
    expect(saysUnreachable(failedRun(1))).toBe(false);
    expect(saysUnreachable(failedRun(690))).toBe(false);
    expect(saysUnreachable('#3 0.1 exit code: 69')).toBe(false);
  });
});
