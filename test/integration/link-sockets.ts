/** A link as the embedded engine starts it, and peers of it that are bare UDP sockets. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProcessEngine } from '../../runner/engines/process/index.ts';
import type { DrivenProcess } from '../../runner/engines/engine.ts';
import { openLink, type Link, type LinkCell, type LinkPath } from '../../runner/link/link.ts';
import { readFacts, type Address } from '../../runner/link/sdp-path.ts';
import { repository } from './run-cli.ts';

export interface StartedLink extends AsyncDisposable {
  readonly link: Link;
  readonly process: DrivenProcess;
  readonly pid: number;
}

export async function startLink(): Promise<StartedLink> {
  const root = join(repository, 'test', 'fixtures', 'liars');
  const room = await createProcessEngine({ root }).open('test', () => undefined);
  const before = await listLinks(process.pid);
  const started = await room.startLink(new AbortController().signal);
  const link = openLink(started);
  // Whoever answers is there.
  await (await link.openCell(cellOptions())).close([]);
  const [pid] = (await listLinks(process.pid)).filter((found) => !before.includes(found));
  if (pid === undefined) throw new Error('the link answered, but this process has no such child');
  return { link, process: started, pid, [Symbol.asyncDispose]: () => room[Symbol.asyncDispose]() };
}

export function cellOptions(): Parameters<Link['openCell']>[0] {
  return { comment: 'test', seed: 1, captureBytes: 2 ** 21 };
}

/** Processes of the link that this process started. */
export async function listLinks(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return ppid === parent && line.includes('/.cache/link/program-');
    }),
  );
  return pids.filter((_, index) => found[index]);
}

/** Whether the runner's client runs that hangs in its cell; without self-check it is started for nothing else. */
export async function isHanging(runner: number): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent === runner && line.includes('/hanger/') && line.includes('\0call\0')) return true;
  }
  return false;
}

export async function countFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

/** The number that the next file gets that the process opens. */
export async function lowestFreeFile(pid: number): Promise<number> {
  const taken = new Set((await readdir(`/proc/${pid}/fd`)).map(Number));
  let number = 0;
  while (taken.has(number)) number += 1;
  return number;
}

/** Bytes of memory that are in use. */
export async function readMemory(pid: number): Promise<number> {
  const pages = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1];
  return Number(pages) * 4096;
}

export interface Peer extends AsyncDisposable {
  readonly socket: Socket;
  readonly received: Buffer[];
  readonly here: Address;
  send(bytes: Uint8Array, to: Address): Promise<void>;
}

export async function openPeer(address: string): Promise<Peer> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 2 ** 22, sendBufferSize: 2 ** 22 });
  const received: Buffer[] = [];
  socket.on('message', (bytes) => received.push(bytes));
  socket.bind(0, address);
  await once(socket, 'listening');
  return {
    socket,
    received,
    here: { address, port: socket.address().port },
    send: (bytes, { port, address: to }) =>
      new Promise((resolve, reject) => {
        socket.send(bytes, port, to, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      }),
    [Symbol.asyncDispose]: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

export function describePeer({ address, port }: Address, ufrag: string): string {
  return [
    'v=0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${ufrag.repeat(6)}`,
    `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`,
    '',
  ].join('\r\n');
}

/** Where the link's own sockets are: the same for all of its paths. */
export async function findAddress(cell: LinkCell): Promise<string> {
  const path = await cell.openPath();
  const led = await path.carryDescription('client', describePeer({ address: '192.0.2.1', port: 9 }, 'none'));
  return readFacts(led).candidate?.address ?? '';
}

export interface Joined extends AsyncDisposable {
  readonly path: LinkPath;
  readonly client: Peer;
  readonly server: Peer;
  /** Where each side sends to. */
  readonly toServer: Address;
  readonly toClient: Address;
}

/** A path between two sockets, `cccc` and `ssss` by their ufrags. */
export async function joinPeers(cell: LinkCell): Promise<Joined> {
  const address = await findAddress(cell);
  const [path, client, server] = [await cell.openPath(), await openPeer(address), await openPeer(address)];
  const offer = readFacts(await path.carryDescription('client', describePeer(client.here, 'cccc')));
  const answer = readFacts(await path.carryDescription('server', describePeer(server.here, 'ssss')));
  if (offer.candidate === null || answer.candidate === null) throw new Error('a description lost its candidate');
  return {
    path,
    client,
    server,
    toClient: offer.candidate,
    toServer: answer.candidate,
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when it is so; the test's own limit ends it otherwise. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
