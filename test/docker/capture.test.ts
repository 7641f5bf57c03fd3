/** A capture of a real session, opened by a real tshark with nothing configured: the messages are there in clear. */
import { createSocket, type Socket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DtlsClient, RTCPeerConnection } from 'werift';
import { createCapture, type Capture } from '../../runner/link/capture/capture.ts';
import type { Role } from '../../runner/model.ts';
import { runMatrix, temporaryFolder } from '../integration/run-cli.ts';
import { noDocker } from './fixtures.ts';
import { buildTshark, readFields, removeTshark } from './tshark.ts';

const request = 'a message in clear';
const response = 'and an answer in clear';

interface Session {
  readonly file: Buffer;
  /** The same without keys. */
  readonly withoutKeys: Buffer;
}

describe.skipIf(noDocker !== null)('a capture in tshark', () => {
  let session: Session;

  beforeAll(async () => {
    await buildTshark();
    session = await recordSession();
  });
  afterAll(removeTshark);

  it('shows STUN, the handshake, and what is inside of DTLS', async () => {
    const rows = await readFields(session.file, 'frame.protocols', 'dtls.handshake.type', 'sctp.data_payload_proto_id');
    const protocols = rows.map(([names = '']) => new Set(names.split(':')));
    expect(protocols.some((names) => names.has('stun'))).toBe(true);
    // Each is one of the three, and nothing is taken for something else.
    expect(protocols.filter((names) => !names.has('stun') && !names.has('dtls'))).toEqual([]);
    expect(protocols.some((names) => names.has('rtcdc'))).toBe(true);
    const handshake = new Set(rows.flatMap(([, types = '']) => types.split(',')));
    for (const type of ['1', '2', '11', '14', '16', '20']) expect(handshake).toContain(type);
    // 50: DCEP, 51: a string (RFC 8831 section 8).
    const contents = new Set(rows.flatMap(([, , ids = '']) => ids.split(',')));
    expect(contents).toContain('50');
    expect(contents).toContain('51');
  });

  it('shows the messages of the data channel in clear', async () => {
    const rows = await readFields(session.file, 'ip.src', 'data.data');
    const texts = rows.map(([source = '', hex = '']) => `${source} ${Buffer.from(hex, 'hex').toString()}`);
    expect(texts).toContain(`10.0.0.1 ${request}`);
    expect(texts).toContain(`10.0.0.2 ${response}`);
  });

  it('hides them without the keys, so that it is the keys that show them', async () => {
    const rows = await readFields(session.withoutKeys, 'frame.protocols', 'data.data');
    expect(rows.filter(([names = '']) => names.includes('sctp'))).toEqual([]);
    expect(rows.map(([, hex]) => hex).join('')).toBe('');
  });

  it('is what a run leaves behind: keys inside, its messages in clear, descriptions beside it', async () => {
    await using out = await temporaryFolder();
    const pair = ['--server', 'libwebrtc', '--client', 'werift', '--case', 'data-channel-echo', '--contract', 'script'];
    const run = await runMatrix(out.path, ['--engine', 'process', ...pair, '--seed', '7']);
    const [attempt] = run.cell('libwebrtc', 'werift', 'data-channel-echo').attempts;
    expect(attempt?.evidence?.paths).toHaveLength(1);
    expect(await run.log(attempt?.files.sdp ?? null)).toContain('description of the server');
    const file = await readFile(join(run.folder, attempt?.files.capture ?? ''));
    const rows = await readFields(file, 'ip.src', 'data.data');
    const texts = rows.map(([source = '', hex = '']) => `${source} ${Buffer.from(hex, 'hex').toString()}`);
    // The case's text has the cell's seed in it; it comes back with something behind it.
    const sent = texts.filter((text) => text.startsWith('10.0.0.1 ')).map((text) => text.slice(9));
    const echoed = texts.filter((text) => text.startsWith('10.0.0.2 ')).map((text) => text.slice(9));
    expect(sent.filter((text) => text.length > 3 && echoed.includes(`${text} (back)`))).not.toEqual([]);
  });

  it('marks what the link did: interface, direction and comments', async () => {
    const rows = await readFields(
      session.file,
      'frame.interface_name',
      'frame.packet_flags_direction',
      'frame.comment',
    );
    const dropped = rows.filter(([name]) => name === 'dropped');
    expect(dropped).toEqual([
      ['dropped', '0x00000002', expect.stringMatching(/-> nowhere,dropped by rule: the first$/)],
    ]);
    const others = rows.filter(([name]) => name === 'delivered');
    expect(others).toHaveLength(rows.length - 1);
    expect(new Set(others.map(([, direction]) => direction))).toEqual(new Set(['0x00000001', '0x00000002']));
    expect(rows.every(([, , comment]) => comment?.startsWith('127.0.0.1:'))).toBe(true);
  });
});

/** Two peers of this process whose packets go through two sockets of ours, the first one excepted, which is dropped. */
async function recordSession(): Promise<Session> {
  const capture = createCapture();
  const keyLog: string[] = [];
  const sockets = { client: await openSocket(), server: await openSocket() };
  forward(sockets, capture);
  const client = openPeer(keyLog);
  const server = openPeer(keyLog);
  server.onDataChannel.subscribe((channel) => {
    channel.onMessage.subscribe(() => {
      channel.send(Buffer.from(response).toString());
    });
  });
  const channel = client.createDataChannel('capture');
  const answered = channel.onMessage.asPromise();
  channel.stateChanged.subscribe((state) => {
    if (state === 'open') channel.send(request);
  });
  // Gathered in full when it resolves.
  await client.setLocalDescription(await client.createOffer());
  await server.setRemoteDescription({ type: 'offer', sdp: leadTo(sockets.server, client.localDescription?.sdp) });
  await server.setLocalDescription(await server.createAnswer());
  await client.setRemoteDescription({ type: 'answer', sdp: leadTo(sockets.client, server.localDescription?.sdp) });
  expect(await answered).toEqual([response]);
  await Promise.all([client.close(), server.close()]);
  sockets.client.close();
  sockets.server.close();
  const comment = 'a session of two peers of this test';
  return {
    file: Buffer.concat(capture.finish({ comment, keyLog })),
    withoutKeys: Buffer.concat(capture.finish({ comment, keyLog: [] })),
  };
}

function openPeer(keyLog: string[]): RTCPeerConnection {
  const peer = new RTCPeerConnection({ iceServers: [] });
  peer.connectionStateChange.subscribe((state) => {
    const dtls = peer.dtlsTransports[0]?.dtls;
    if (state !== 'connected' || dtls === undefined) return;
    const { localRandom, remoteRandom, masterSecret } = dtls.cipher;
    const random = (dtls instanceof DtlsClient ? localRandom : remoteRandom).serialize();
    keyLog.push(`CLIENT_RANDOM ${random.toString('hex')} ${masterSecret.toString('hex')}`);
  });
  return peer;
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return socket;
}

function forward(sockets: Readonly<Record<Role, Socket>>, capture: Capture): void {
  const peers = new Map<Role, { address: string; port: number }>();
  let hasDropped = false;
  const listen = (from: Role, to: Role): void => {
    sockets[from].on('message', (bytes, { address, port }) => {
      peers.set(from, { address, port });
      const target = peers.get(to);
      const drop = from === 'client' && !hasDropped;
      hasDropped ||= drop;
      capture.take({
        from,
        path: 0,
        packet: 1,
        bytes,
        atMs: performance.timeOrigin + performance.now(),
        delivered: !drop,
        source: `${address}:${port}`,
        destination: drop || target === undefined ? '' : `${target.address}:${target.port}`,
        note: drop ? 'dropped by rule: the first' : null,
      });
      if (!drop && target !== undefined) sockets[to].send(bytes, target.port, target.address);
    });
  };
  listen('client', 'server');
  listen('server', 'client');
}

/** The description with one candidate: the socket. */
function leadTo(socket: Socket, sdp = ''): string {
  const lines = sdp.split('\r\n');
  const first = lines.findIndex((line) => line.startsWith('a=candidate:'));
  const candidate = `a=candidate:1 1 udp 2130706431 127.0.0.1 ${socket.address().port} typ host`;
  return lines
    .flatMap((line, index) => (index === first ? [candidate] : line.startsWith('a=candidate:') ? [] : [line]))
    .join('\r\n');
}
