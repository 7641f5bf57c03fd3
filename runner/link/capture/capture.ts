/** Keeps what goes through the link, within a bound, and writes it as a pcapng file that Wireshark opens as it is. */
import type { Role } from '../../model.ts';
import { writeInterface, writeKeyLog, writeNames, writePacket, writeSectionHeader } from './blocks.ts';
import { carriesApplicationData, isBulk } from './content.ts';
import { wrapInUdp } from './headers.ts';
import { addressOf, choosePorts, endpointOf, type Ports } from './ports.ts';

export interface Datagram {
  readonly from: Role;
  /** The number of the path within the cell, from 0. */
  readonly path: number;
  /** Its number on the path, from 1; a copy that the link makes has that of its original. */
  readonly packet: number;
  readonly bytes: Buffer;
  /** Milliseconds since 1970, with a fraction: when the link passed it on or dropped it. */
  readonly atMs: number;
  readonly delivered: boolean;
  /** The real addresses, `172.18.0.2:40000`. `destination` is empty where the link did not know one. */
  readonly source: string;
  readonly destination: string;
  /** What the link did to it, `dropped by rule: loss`; null when it was just passed on. */
  readonly note: string | null;
}

export interface CaptureLimits {
  /** For application data, RTP and RTCP. A datagram counts with 128 bytes more than it has. */
  readonly limitBytes?: number;
  /** For everything else: STUN, handshakes, alerts, junk. */
  readonly signallingLimitBytes?: number;
}

export interface CaptureEnd {
  /** What the file is about, one fact a line: project, cell, implementations with versions, seed. */
  readonly comment: string;
  /** Lines of a TLS key log (RFC 9850). */
  readonly keyLog: readonly string[];
}

export interface Capture {
  /** Copies the bytes, so that the caller may use its buffer again. Cheap: nothing is formatted before `finish`. */
  take(datagram: Datagram): void;
  /** How many frames the file has so far: the number of its last one, as Wireshark counts them. */
  frames(): number;
  /** The frames that show packets of a path, by the packet's number; what was left out is not there. */
  findFrames(path: number, packets: ReadonlySet<number>): Record<number, number>;
  /** What was kept of a path, in its order; the bytes are not copied. */
  packetsOf(path: number): Iterable<Datagram>;
  /** The file in parts, to be written one after another. */
  finish(end: CaptureEnd): Buffer[];
}

interface Share {
  readonly limit: number;
  used: number;
  leftOut: number;
  leftOutBytes: number;
}

/** What a datagram costs beside its bytes, roughly: a flood of empty ones has to end, too. */
const overheadBytes = 128;
const defaultLimitBytes = 4 * 1024 * 1024;

const interfaces = [
  { name: 'delivered', description: 'passed on to the other side' },
  { name: 'dropped', description: 'seen by the link and not passed on' },
];

export function createCapture(limits: CaptureLimits = {}): Capture {
  const kept: Datagram[] = [];
  const bulk = createShare(limits.limitBytes);
  const signalling = createShare(limits.signallingLimitBytes);
  return {
    take(datagram) {
      const share = isBulk(datagram.bytes) ? bulk : signalling;
      const cost = datagram.bytes.length + overheadBytes;
      if (share.used + cost > share.limit) {
        share.leftOut += 1;
        share.leftOutBytes += datagram.bytes.length;
        return;
      }
      share.used += cost;
      const { from, path, packet, atMs, delivered, source, destination, note } = datagram;
      kept.push({ from, path, packet, atMs, delivered, source, destination, note, bytes: Buffer.from(datagram.bytes) });
    },
    frames: () => kept.length,
    findFrames(path, packets) {
      const found: Record<number, number> = {};
      for (const [index, datagram] of kept.entries()) {
        if (datagram.path === path && packets.has(datagram.packet)) found[datagram.packet] ??= index + 1;
      }
      return found;
    },
    *packetsOf(path) {
      for (const datagram of kept) if (datagram.path === path) yield datagram;
    },
    finish({ comment, keyLog }) {
      const facts = [
        comment,
        ...describeShare('datagrams of application data or media', bulk),
        ...describeShare('other datagrams', signalling),
        'Addresses and ports are made up, the real ones are in the comments of the packets. STUN is shown on port 3478.',
      ];
      return [writeSectionHeader(facts.join('\n'), 'webrtc-interop-matrix'), ...writePackets(kept, keyLog)];
    },
  };
}

function createShare(limit = defaultLimitBytes): Share {
  return { limit, used: 0, leftOut: 0, leftOutBytes: 0 };
}

function describeShare(what: string, { leftOut, leftOutBytes, limit }: Share): string[] {
  return leftOut === 0
    ? []
    : [`Left out: ${leftOut} ${what}, ${leftOutBytes} bytes, beyond the limit of ${limit} bytes.`];
}

function* writePackets(kept: readonly Datagram[], keyLog: readonly string[]): Iterable<Buffer> {
  yield* interfaces.map(writeInterface);
  const paths = [...new Set([0, ...kept.map(({ path }) => path)])];
  yield writeNames(paths.flatMap((path) => [nameOf('client', path), nameOf('server', path)]));
  const keys = [...new Set(keyLog)];
  if (keys.length > 0) yield writeKeyLog(keys);
  const ports = new Map(paths.map((path) => [path, choosePorts(findFirstSender(kept, path))]));
  for (const datagram of kept) {
    yield writeDatagram(datagram, ports.get(datagram.path) ?? choosePorts(null));
  }
}

function nameOf(side: Role, path: number): { address: readonly number[]; name: string } {
  return { address: addressOf(side, path), name: side };
}

function findFirstSender(kept: readonly Datagram[], path: number): Role | null {
  return kept.find((datagram) => datagram.path === path && carriesApplicationData(datagram.bytes))?.from ?? null;
}

function writeDatagram(
  { from, path, atMs, delivered, source, destination, note, bytes }: Datagram,
  ports: Ports,
): Buffer {
  const to = from === 'client' ? 'server' : 'client';
  return writePacket({
    interface: delivered ? 0 : 1,
    atMicros: Math.round(atMs * 1000),
    // As a capture on the client's machine would have it.
    direction: from === 'client' ? 'outbound' : 'inbound',
    comments: [`${source} -> ${destination === '' ? 'nowhere' : destination}`, ...(note === null ? [] : [note])],
    bytes: wrapInUdp(endpointOf(from, path, bytes, ports), endpointOf(to, path, bytes, ports), bytes),
  });
}
