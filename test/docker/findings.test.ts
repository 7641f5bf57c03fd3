/** docs/findings.md says which packet shows each finding: cells that are known to be red are run, and it is looked for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository, runMatrix, temporaryFolder, type RunResult } from '../integration/run-cli.ts';
import { noDocker } from './fixtures.ts';
import { buildTshark, readMatches, removeTshark } from './tshark.ts';

const page = await readFile(join(repository, 'docs', 'findings.md'), 'utf8');

describe.skipIf(noDocker !== null)('the findings', () => {
  let out: Awaited<ReturnType<typeof temporaryFolder>>;
  let run: RunResult;

  // Peers that npm alone brings, so that these cells can be run wherever this test can.
  beforeAll(async () => {
    await buildTshark();
    out = await temporaryFolder();
    const cases = 'channel-label,channel-options,message-empty';
    const cells = ['--case', cases, '--server', 'werift', '--client', 'werift,libdatachannel', '--contract', 'script'];
    run = await runMatrix(out.path, ['--engine', 'process', ...cells, '--retries', '0', '--seed', '7']);
  });
  afterAll(async () => {
    await out[Symbol.asyncDispose]();
    await removeTshark();
  });

  const find = async (client: string, testCase: string, ...fields: string[]): Promise<string[][]> => {
    const cell = run.cell('werift', client, testCase);
    expect(cell).toMatchObject({ verdict: 'failed', expected: true });
    const file = await readFile(join(run.folder, cell.attempts[0]?.files.capture ?? ''));
    return readMatches(file, filterOf(testCase, `werift ← ${client}`), ...fields);
  };

  it('show a label with its length in characters', async () => {
    // 16 bytes of the DATA chunk and 12 of the message before the label: 5 bytes are left for it.
    const fields = ['ip.src', 'rtcdc.label_length', 'sctp.chunk_length'];
    expect(await find('werift', 'channel-label', ...fields)).toEqual([['10.0.0.1', '4', '33']]);
  });

  it('show a channel that is announced as ordered although it is not', async () => {
    // RFC 8832 section 5.1: DATA_CHANNEL_PARTIAL_RELIABLE_REXMIT, and 129 would be the unordered one.
    const fields = ['ip.src', 'rtcdc.channel_type'];
    expect(await find('werift', 'channel-options', ...fields)).toEqual([['10.0.0.1', '1']]);
  });

  it('show an empty message, and that its echo is not sent', async () => {
    // RFC 8831 section 8: 56 is the PPID of an empty string.
    const fields = ['ip.src', 'sctp.data_payload_proto_id', 'data.data'];
    expect(await find('libdatachannel', 'message-empty', ...fields)).toEqual([['10.0.0.1', '56', '00']]);
  });

  it('have filters and fields that tshark knows, every one of them', async () => {
    const text = page.replaceAll(/^```.*?^```/gms, '');
    const terms = [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span).filter((span) => isOfTshark(span));
    expect(terms.length).toBeGreaterThan(30);
    const { files } = run.cell('werift', 'werift', 'channel-label').attempts[0] ?? {};
    const file = await readFile(join(run.folder, files?.capture ?? ''));
    // A field alone is a filter, too.
    await readMatches(file, terms.map((term) => `(${term})`).join(' || '), 'frame.number');
    await expect(readMatches(file, 'rtcdc.no_such_field', 'frame.number')).rejects.toThrow('not a valid protocol');
  });
});

/** `The capture of A ← B or C ← D, FILTER`, in the section whose heading names the case. */
function filterOf(testCase: string, pair: string): string {
  const section = page.split(/^### /m).find((text) => text.startsWith(`\`${testCase}\``)) ?? '';
  const filter = new RegExp(`The capture of [^\`]*${pair}[^\`]*, \`([^\`]+)\``).exec(section)?.[1];
  if (filter === undefined) throw new Error(`docs/findings.md gives no filter for ${testCase}, ${pair}`);
  return filter;
}

function isOfTshark(span: string): boolean {
  return /^(?:stun &&|(?:stun|dtls|sctp|rtcdc|data|frame|ip)\.[a-z_]+(?:[. ]|$))/.test(span);
}
