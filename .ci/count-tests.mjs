// Prints "N passed, N failed, N skipped" from vitest's JSON report, alone on a line and last.
// usage: node .ci/count-tests.mjs RESULTS.json EXIT_STATUS_OF_NPM_TEST
// Exit status: that of npm test; 1 if it was 0 and the report is missing or disagrees.
import console from 'node:console';
import { readFileSync } from 'node:fs';
import process from 'node:process';

const [, , path = '', given = '1'] = process.argv;
const status = Number(given);

/** @returns {{ passed: number, failed: number, skipped: number, success: boolean }} */
function readCounts() {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const assertions = report.testResults.flatMap((file) => file.assertionResults);
  const count = (wanted) => assertions.filter(wanted).length;
  const passed = count(({ status }) => status === 'passed');
  const failed = count(({ status }) => status === 'failed');
  // A test file that could not even be loaded has no tests to count, and is a failure all the same.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  return {
    passed,
    failed: failed + brokenFiles,
    skipped: assertions.length - passed - failed,
    success: report.success,
  };
}

let counts;
try {
  counts = readCounts();
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  console.error(`npm test ended with exit status ${status} and without a report of vitest (${why}).`);
  if (status !== 0) console.error('A check before vitest failed; its output is above.');
  // What failed is the check, and it is the only thing that is known.
  counts = { passed: 0, failed: 1, skipped: 0, success: false };
}

const agreed = counts.success && counts.failed === 0 && counts.passed > 0;
if (status === 0 && !agreed) console.error('npm test ended with exit status 0, but its report tells of no success.');
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = status !== 0 ? status : agreed ? 0 : 1;
