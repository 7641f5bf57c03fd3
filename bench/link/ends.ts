/**
 * Two UDP ends in a process of their own, so that what they cost is not the link's: one floods or asks, the other counts
 * or answers. Started by load.ts, spoken to over Node's own channel between parent and child.
 */
import { createSocket, type Socket } from 'node:dgram';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Address } from '../../runner/link/sdp-path.ts';

export type Order =
  | { readonly do: 'flood'; readonly to: Address; readonly perSecond: number; readonly ms: number }
  | { readonly do: 'ping'; readonly to: Address; readonly count: number };

export type Report =
  | { readonly ports: { readonly near: number; readonly far: number } }
  | { readonly sent: number; readonly came: number; readonly ms: number }
  /** Milliseconds, in the order in which they were asked. */
  | { readonly roundTrips: readonly number[]; readonly lost: number };

const PACKET_BYTES = 1_200;
/** At most so many packets in one go: a burst that no socket's buffer holds says nothing about the link. */
const BURST = 16;
/** What is under way still comes. */
const SETTLE_MS = 300;
const PING_LIMIT_MS = 1_000;

const [near, far] = [createSocket('udp4'), createSocket('udp4')];
const ports = { near: await bind(near), far: await bind(far) };
let came = 0;
let answering = false;
far.on('message', (bytes, { address, port }) => {
  came += 1;
  if (answering) far.send(bytes, port, address);
});

/** One DTLS record of application data (RFC 6347 section 4.1), as nearly all packets of a data channel are. */
function createPacket(): Buffer {
  const packet = Buffer.alloc(PACKET_BYTES, 0xa5);
  packet.set([23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0]);
  packet.writeUInt16BE(PACKET_BYTES - 13, 11);
  return packet;
}

async function flood({ to, perSecond, ms }: Extract<Order, { do: 'flood' }>): Promise<Report> {
  const packet = createPacket();
  came = 0;
  let sent = 0;
  const began = performance.now();
  for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - began) {
    const due = Math.min(Math.floor((perSecond * elapsed) / 1_000) - sent, BURST);
    for (let count = 0; count < due; count += 1) near.send(packet, to.port, to.address);
    sent += Math.max(0, due);
    await nextTurn();
  }
  const lasted = performance.now() - began;
  await delay(SETTLE_MS);
  return { sent, came, ms: lasted };
}

/** One after the other, so that none waits for another. */
async function ping({ to, count }: Extract<Order, { do: 'ping' }>): Promise<Report> {
  const packet = createPacket();
  const roundTrips: number[] = [];
  let lost = 0;
  answering = true;
  for (let turn = 0; turn < count; turn += 1) {
    const began = performance.now();
    const answered = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, PING_LIMIT_MS, false);
      near.once('message', () => {
        clearTimeout(timer);
        resolve(true);
      });
      near.send(packet, to.port, to.address);
    });
    if (answered) roundTrips.push(performance.now() - began);
    else lost += 1;
  }
  answering = false;
  return { roundTrips, lost };
}

function bind(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      try {
        socket.setRecvBufferSize(4 * 2 ** 20);
      } catch {
        // The kernel's own size it is, then.
      }
      resolve(socket.address().port);
    });
  });
}

function report(what: Report): void {
  process.send?.(what);
}

process.on('message', (order: Order) => {
  void (order.do === 'flood' ? flood(order) : ping(order)).then(report);
});
process.on('disconnect', () => process.exit(0));
report({ ports });
