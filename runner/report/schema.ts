/**
 * report.json, version 1: the one saved result of a run, from which every other form is rendered.
 * A field that has no value is null, never missing; paths are relative to the report's folder, with `/`.
 */
import { z } from 'zod';
import { EvidenceSchema } from './evidence-schema.ts';

const VerdictSchema = z.enum(['passed', 'failed', 'unsupported', 'broken']);
const StageSchema = z.enum(['signalling', 'ICE', 'DTLS', 'SRTP', 'SCTP', 'application']);
const BlameSchema = z.enum(['client', 'server', 'either', 'link', 'runner']);
const RoleSchema = z.enum(['server', 'client']);

const name = z.string().min(1);
const count = z.number().int().nonnegative();
const milliseconds = z.number().nonnegative().describe('milliseconds');
const path = z.string().min(1).nullable().describe("relative to the report's folder");

const EndSchema = z
  .strictObject({
    exitCode: z.number().int().nullable(),
    signal: z.string().nullable(),
    timedOut: z.boolean().describe('the runner killed it at the time limit'),
  })
  .describe('how a process ended; exitCode and signal are both null while it lives or where it never started');

const AttemptSchema = z.strictObject({
  verdict: VerdictSchema,
  reason: z.string().nullable(),
  stage: StageSchema.nullable(),
  durationMs: milliseconds,
  client: EndSchema,
  server: EndSchema,
  direct: z.boolean().describe('on the bare path, without the link'),
  measures: z
    .array(z.strictObject({ name: z.string(), value: z.number(), unit: z.string() }))
    .describe('figures that the case tells beside its verdict'),
  evidence: EvidenceSchema,
  frame: z
    .number()
    .int()
    .nonnegative()
    .nullable()
    .describe(
      'how far the capture had come when the case ended: the number of its last frame; null where it passed or has none',
    ),
  files: z.strictObject({ clientLog: path, serverLog: path, capture: path, sdp: path }),
});

const NoteSchema = z.strictObject({
  rule: name.describe('short and stable: ice-loopback-candidate'),
  reference: name.describe('the sentence that is broken: RFC 8445 section 5.1.1.1'),
  text: name.describe('what was seen, a sentence'),
});

const SummedNoteSchema = NoteSchema.extend({
  count: count.describe('cells that show it'),
  example: z.strictObject({ case: name, server: name, client: name }).describe('the first of them'),
});

const KnownSchema = z
  .strictObject({
    verdict: z.enum(['failed', 'unsupported']),
    reason: z.string(),
    link: z.string().nullable(),
    position: z.string().describe('where the expectation stands: matrix.yaml:31:5'),
  })
  .describe('the expectation that names this cell');

const CellSchema = z.strictObject({
  case: name,
  server: name,
  client: name,
  verdict: VerdictSchema,
  expected: z.boolean(),
  flaky: z.boolean().describe('a repeat on fresh peers came out differently'),
  durationMs: milliseconds,
  reason: z.string().nullable(),
  blame: BlameSchema.nullable(),
  stage: StageSchema.nullable(),
  known: KnownSchema.nullable(),
  replay: z.string().describe('a command line for a POSIX shell that runs this cell again alike'),
  notes: z
    .array(NoteSchema.extend({ side: RoleSchema }))
    .describe('sentences of standards that a side breaks, as the last attempt shows; never part of the verdict'),
  attempts: z.array(AttemptSchema),
});

const ImplementationSchema = z.strictObject({
  name,
  version: z.string().nullable().describe('what really ran, asked from the running peer'),
  pinned: z.string().describe('the version in matrix.yaml'),
  language: z.string(),
  homepage: z.string(),
  licence: z.string(),
  origin: z.string().nullable().describe('where the stack came from: pypi, debian, npm, local, image'),
  image: z.string().nullable().describe("the image's id (sha256:...), null without Docker"),
  roles: z.array(RoleSchema),
  notBuilt: z.string().nullable().describe('why it could not be made: image not built: ...'),
  notes: z.array(SummedNoteSchema).describe('those of all cells'),
});

const CaseSchema = z.strictObject({ name, abbreviation: name, title: z.string(), spec: z.array(z.string()) });

const HostSchema = z.strictObject({
  os: z.string().describe('Linux 6.1.0, as the kernel names itself'),
  arch: z.string().describe('x64, arm64'),
  cpus: count,
  memoryBytes: count,
  node: z.string().describe('v20.20.0'),
  docker: z.string().nullable().describe("the engine's version, null where none was used"),
});

const RunSchema = z.strictObject({
  id: name,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  durationMs: milliseconds,
  engine: z.enum(['docker', 'process']),
  command: z.string(),
  seed: z.number().int().nullable(),
  interrupted: z.boolean(),
  host: HostSchema,
});

const SummarySchema = z.strictObject({
  passed: count,
  failed: count,
  unsupported: count,
  broken: count,
  unexpected: count.describe('cells whose expected is false'),
  flaky: count,
  total: count,
});

export const ReportSchema = z.strictObject({
  version: z.literal(1),
  run: RunSchema,
  implementations: z.array(ImplementationSchema),
  cases: z.array(CaseSchema),
  cells: z.array(CellSchema),
  summary: SummarySchema,
});

export type Report = z.infer<typeof ReportSchema>;
export type ReportCell = Report['cells'][number];
export type ReportAttempt = ReportCell['attempts'][number];
export type ReportImplementation = Report['implementations'][number];
export type ReportCase = Report['cases'][number];

/** The JSON Schema (2020-12) of a report, as committed in reports/report.schema.json. */
export function makeReportJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(ReportSchema, { target: 'draft-2020-12' });
  return { $schema, title: 'Report of the WebRTC interop matrix, version 1', ...schema };
}
