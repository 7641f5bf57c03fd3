/** What the rest of the runner uses of report/. */
export { logPath } from './log-path.ts';
export { checkReportFolder } from './place-folder.ts';
export { ReportError } from './report-error.ts';
export type { Report, ReportAttempt, ReportCell } from './schema.ts';
export { renderTerminal } from './terminal.ts';
export { supportsUnicode, wantsColor } from './terminal-style.ts';
export { renderAgain, writeReport } from './write-report.ts';
export type { LogFiles } from './write-report.ts';
