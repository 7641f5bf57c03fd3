/**
 * The shape of matrix.yaml. Defaults are set here; rules that no schema can say are in rules.ts.
 * The custom messages complete the sentence `"port" must be …` (see explain-issue.ts); the descriptions are what
 * an editor shows (matrix.schema.json is generated from this).
 */
import { z } from 'zod';
import { SAFE_NAME } from './name-pattern.ts';

/** `server-NAME` must fit into a DNS label of 63 characters (RFC 1035 section 2.3.4), with room to spare. */
const LONGEST_NAME = 40;

const line = z.string().regex(/^\S(.*\S)?$/, 'one line of text');
const address = z.string().regex(/^https?:\/\/\S+$/, 'an http or https address');
const path = z.string().regex(/^[^\s/\\-](.*\S)?$/, 'a path relative to matrix.yaml');
const word = z
  .string()
  .regex(/^[A-Za-z0-9][\w.+~-]*$/, 'letters, digits and . _ + ~ -, beginning with a letter or digit');

const nameRule = `a name: a-z, 0-9 and "-", beginning with a letter, not ending in "-", at most ${LONGEST_NAME} long`;
const name = z.string().regex(SAFE_NAME, nameRule).max(LONGEST_NAME, nameRule);

export const folderImageSchema = z
  .strictObject({
    folder: path.describe('The folder that holds the Dockerfile, relative to matrix.yaml.'),
    target: word.optional().describe('The stage to build; the last one if not given.'),
    args: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, 'the name of a build argument'), z.string())
      .default({})
      .describe('More build arguments. ORIGIN and VERSION are always passed.'),
    origins: z
      .array(word)
      .default([])
      .describe('Where the stack can come from, tried in this order; each is a stage of the Dockerfile.'),
  })
  .describe('An image that this repository builds.');

export const referenceImageSchema = z
  .strictObject({
    reference: z
      .string()
      .regex(/^[A-Za-z0-9][\w.:/@-]*$/, 'the reference of an image, such as ghcr.io/someone/peer:1.0')
      .describe('A foreign image that follows docs/peer-protocol.md, as `docker pull` takes it.'),
    server: z
      .array(z.string())
      .min(1, 'a list with at least one word')
      .optional()
      .describe("The server's command; the image's own if not given."),
    client: z
      .array(z.string())
      .min(1, 'a list with at least one word')
      .default(['peer', 'call', '{url}'])
      .describe("The client's command. {url}, {case} and {number} are replaced."),
    port: z
      .int('a whole number from 1 to 65535')
      .min(1, 'a whole number from 1 to 65535')
      .max(65535, 'a whole number from 1 to 65535')
      .default(8080)
      .describe('The TCP port on which the server takes offers.'),
  })
  .describe('A foreign image, used as it is.');

export const npmSchema = z
  .strictObject({
    package: z
      .string()
      .regex(/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/, 'the name of an npm package')
      .describe('The npm package that is the stack.'),
    entry: path.describe("The peer's TypeScript entry, relative to matrix.yaml."),
  })
  .describe('A peer that npm alone can bring, run without Docker by the embedded engine.');

export const implementationSchema = z.strictObject({
  version: word.describe('The pinned version. Write it in quotes where YAML would read a number (4.10).'),
  language: line.describe('What the stack is written in.'),
  homepage: address.describe('Where the stack lives.'),
  licence: line.describe("The stack's licence, as an SPDX identifier where there is one."),
  roles: z
    .array(z.enum(['server', 'client']))
    .min(1, 'a list with at least one of server, client')
    .default(['server', 'client'])
    .describe('The sides it can take; both if not given.'),
  image: z.union([folderImageSchema, referenceImageSchema]).optional(),
  npm: npmSchema.optional(),
});

export const expectationSchema = z.strictObject({
  case: z.string().describe('A case, or a pattern: * and {a,b}.'),
  server: z.string().describe('A server, or a pattern: * and {a,b}.'),
  client: z.string().describe('A client, or a pattern: * and {a,b}.'),
  verdict: z.enum(['failed', 'unsupported']).default('failed').describe('The verdict that is known.'),
  sometimes: z
    .boolean()
    .default(false)
    .describe('It is a race: the cell passes now and then, and both are as expected.'),
  reason: z.string().trim().min(1, 'the reason, in a sentence').describe('Why, in a sentence.'),
  link: address.optional().describe('The upstream issue.'),
});

export const matrixSchema = z.strictObject({
  implementations: z.record(name, implementationSchema).describe('Who takes part, at which version.'),
  // Null: all lines of the list are commented out.
  expectations: z
    .array(expectationSchema)
    .nullable()
    .default([])
    .describe('Cells that are known not to pass. A cell listed here that passes is unexpected.'),
});

/** matrix.yaml after schema and defaults. */
export type MatrixFile = z.output<typeof matrixSchema>;
