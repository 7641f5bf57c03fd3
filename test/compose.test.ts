/** docker-compose.yml and matrix.yaml say the same things twice. Here they are held to each other. */
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = new URL('../', import.meta.url);

const matrixSchema = z.object({
  implementations: z.record(
    z.string(),
    z.object({
      version: z.coerce.string(),
      image: z
        .object({ folder: z.string(), target: z.string().optional(), origins: z.array(z.string()).min(1) })
        .optional(),
    }),
  ),
});

const serviceSchema = z.object({
  image: z.string(),
  build: z.object({
    context: z.string(),
    target: z.string().optional(),
    args: z.object({ ORIGIN: z.string(), VERSION: z.string() }),
    additional_contexts: z.object({ packages: z.string() }),
  }),
  command: z.array(z.string()),
  networks: z.unknown(),
  environment: z.record(z.string(), z.string()).optional(),
  init: z.literal(true),
  user: z.literal('10001:10001'),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  mem_limit: z.literal('512m'),
  pids_limit: z.literal(256),
});

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.object({ peers: z.object({ internal: z.literal(true) }) }),
});

const { implementations } = matrixSchema.parse(read('matrix.yaml'));
const { services } = composeSchema.parse(read('docker-compose.yml'));
const images = Object.entries(implementations).flatMap(([name, { version, image }]) =>
  image === undefined ? [] : [{ name, version, image }],
);

test('every implementation with a folder is a server and a client, and nothing else is a service', () => {
  const expected = images.flatMap(({ name }) => [`server-${name}`, `client-${name}`]);
  expect(Object.keys(services).sort()).toEqual(expected.sort());
});

describe.each(images)('$name', ({ name, version, image }) => {
  const variable = name.toUpperCase();

  test.each(['server', 'client'])(
    'the %s is built as the matrix builds it, unless the environment says otherwise',
    (role) => {
      const service = services[`${role}-${name}`];
      expect(service?.image).toBe(`webrtc-interop/${name}:compose`);
      expect(service?.build).toEqual({
        context: image.folder,
        ...(image.target === undefined ? {} : { target: image.target }),
        args: {
          ORIGIN: `\${${variable}_ORIGIN:-${image.origins[0] ?? ''}}`,
          VERSION: `\${${variable}_VERSION:-${version}}`,
        },
        additional_contexts: { packages: `\${${variable}_PACKAGES:-${image.folder}}` },
      });
      expect(statSync(new URL(`${image.folder}/Dockerfile`, root)).isFile()).toBe(true);
    },
  );

  test('the server answers to the name that clients call', () => {
    expect(services[`server-${name}`]?.command).toEqual(['serve']);
    expect(services[`server-${name}`]?.networks).toEqual({ peers: { aliases: ['server'] } });
    expect(services[`client-${name}`]?.command).toEqual(['call', 'http://server:8080/offer']);
    expect(services[`client-${name}`]?.networks).toEqual(['peers']);
    expect(services[`client-${name}`]?.environment).toEqual({
      TESTCASE: '${TESTCASE:-peer-connection}',
      WAIT_MS: '60000',
    });
  });
});

function read(file: string): unknown {
  return parse(readFileSync(new URL(file, root), 'utf8'), { merge: true });
}
