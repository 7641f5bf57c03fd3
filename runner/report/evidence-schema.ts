/** What the wire shows of an attempt, as the report tells it: enough to see who did what, the rest is in the capture. */
import { z } from 'zod';

const count = z.number().int().nonnegative();
const frame = count.nullable().describe("the capture's frame that shows it; null where it was left out");
const side = z.enum(['client', 'server']);

function bySide<T extends z.ZodType>(schema: T) {
  return z.strictObject({ client: schema, server: schema });
}

const TrafficSchema = z
  .strictObject({
    sent: count,
    delivered: count,
    bytes: count.describe('of UDP payload, sent'),
    firstMs: z.number().nullable().describe('since the attempt began'),
    lastMs: z.number().nullable(),
  })
  .describe('packets of one class (RFC 7983) from one side');

const DtlsSideSchema = z.strictObject({
  clientHello: count,
  serverHello: count,
  changeCipherSpec: count,
  finished: count.describe('encrypted handshake records'),
  applicationData: count,
  certificate: z.string().nullable().describe('SHA-256 of the certificate that it showed'),
});

export const PathSchema = z.strictObject({
  contract: z.enum(['exit-code', 'script']),
  packets: bySide(z.record(z.string(), TrafficSchema)).describe('by class: stun, dtls, rtp, rtcp, turn, other'),
  dtls: z
    .strictObject({
      client: side.nullable().describe('who was the DTLS client'),
      version: z.string().nullable(),
      cipherSuite: z.string().nullable(),
      srtpProfile: z.string().nullable(),
      extendedMasterSecret: z.boolean().nullable(),
      sides: bySide(DtlsSideSchema).describe('records that were delivered, retransmissions included'),
      alerts: z.array(
        z.strictObject({
          from: side,
          level: z.string().nullable().describe('null: encrypted'),
          name: z.string().nullable(),
          atMs: z.number(),
          frame,
        }),
      ),
    })
    .nullable()
    .describe('null: no DTLS record crossed the path'),
  last: bySide(z.strictObject({ what: z.string(), atMs: z.number(), delivered: z.boolean(), frame }).nullable()),
  strays: count.describe('packets of nobody who belongs to the path'),
});

export const EvidenceSchema = z
  .strictObject({
    paths: z.array(PathSchema).describe('one for each pair of connections, in the order in which they were opened'),
    impairment: z
      .array(
        z.strictObject({
          rule: z.string(),
          did: z.enum(['dropped', 'duplicated', 'held back', 'delayed', 'narrowed']),
          path: count.describe('the place of the path among those of the attempt, from 0'),
          from: side,
          what: z.string().describe('the STUN type, or the DTLS messages of the datagram with their numbers'),
          count,
          which: z.array(count).describe('which of those that are alike, from 1; the first ones'),
        }),
      )
      .describe('what the link did to packets, by rule and seed; bounded'),
  })
  .nullable()
  .describe('what crossed the link; null on the bare path');

export type ReportPath = z.infer<typeof PathSchema>;
