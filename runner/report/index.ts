/** What the rest of the runner uses of report/. */
export type { ReportPath } from './evidence-schema.ts';
export { attemptPath } from './log-path.ts';
export { checkReportFolder } from './place-folder.ts';
export { ReportError } from './report-error.ts';
export type { Report, ReportAttempt, ReportCell } from './schema.ts';
export { openSpool, type Spool } from './spool.ts';
export { renderTerminal } from './terminal.ts';
export { supportsUnicode, wantsColor } from './terminal-style.ts';
export { renderAgain, writeReport } from './write-report.ts';
export type { ReportFiles } from './write-report.ts';
