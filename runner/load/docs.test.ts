import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorsOf, implementation, matrixOf } from './test-matrix.ts';

const page = readFileSync(new URL('../../docs/matrix-yaml.md', import.meta.url), 'utf8');
const [foreign = '', expectations = ''] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? '');

test('the examples of docs/matrix-yaml.md load: a foreign image and its known failures', () => {
  const text = foreign + implementation('pion') + implementation('werift') + expectations;
  expect(errorsOf(text)).toEqual([]);
  const matrix = matrixOf(text);
  expect(matrix.implementations[0]?.image).toEqual({
    kind: 'reference',
    reference: 'registry.example.org/someone/rtc-peer:1.4',
    server: ['/server.sh'],
    client: ['/client.sh', '-t', '{number}', '-s', '{url}'],
    port: 8080,
  });
  expect(matrix.expectations.map(({ client }) => client)).toEqual(['{pion,werift}']);
});
