/** The house's rules (docs: CONTRIBUTING.md): load -> plan -> execute -> judge -> report; a pure core, thin engines. */
const pure = '^runner/(model|load|plan|judge|cases|notes)';
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'pure-core',
      comment: 'load, plan, judge, cases and notes are values in, values out: no engine, no I/O room.',
      severity: 'error',
      from: { path: pure, pathNot: '\\.test\\.ts$' },
      to: {
        path: '^runner/(engines|execute|report|progress|link|peers|run|cli)',
        // What a case is written against: two driven peers, whoever runs them. The types of what the link saw and does,
        // and its reader of descriptions, which is pure too.
        pathNot: '^runner/(peers/driven|link/(evidence/|impair/|sdp-path))',
      },
    },
    {
      name: 'pure-core-no-io',
      comment: 'Only the two thin readers touch files.',
      severity: 'error',
      from: { path: pure, pathNot: '(\\.test|read-matrix|write-schema|read-[a-z-]+)\\.ts$' },
      to: { path: '^(node:)?(fs|fs/promises|child_process|net|http|dgram)$' },
    },
    {
      name: 'cases-know-no-engine',
      severity: 'error',
      from: { path: '^runner/cases' },
      to: { path: 'dockerode|execa|^runner/engines' },
    },
    {
      name: 'report-is-a-function-of-the-report',
      comment: 'Any report can be rendered again from report.json alone.',
      severity: 'error',
      from: { path: '^runner/report', pathNot: '\\.test\\.ts$' },
      to: { path: '^runner/(engines|execute|load|plan|run|cli)' },
    },
    {
      name: 'progress-only-listens',
      severity: 'error',
      from: { path: '^runner/progress', pathNot: '\\.test\\.ts$' },
      to: { path: '^runner/(engines|execute|load|plan|run|cli)' },
    },
    {
      name: 'engines-do-not-judge',
      severity: 'error',
      from: { path: '^runner/engines' },
      to: { path: '^runner/(judge|plan|load|execute|report|progress|run|cli)' },
    },
    {
      name: 'docker-only-in-its-engine',
      severity: 'error',
      from: { path: '^runner', pathNot: '^runner/engines/docker' },
      to: { path: 'dockerode' },
    },
    {
      name: 'one-way-to-the-cli',
      severity: 'error',
      from: { path: '^runner', pathNot: '\\.test\\.ts$' },
      to: { path: '^runner/cli' },
    },
    {
      name: 'peers-stand-alone',
      comment: 'A peer knows nothing of the runner that judges it.',
      severity: 'error',
      from: { path: '^(peers-ts|images)' },
      to: { path: '^(runner|bootstrap|test)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
