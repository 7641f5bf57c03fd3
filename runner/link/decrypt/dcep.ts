/** Messages of the Data Channel Establishment Protocol (RFC 8832 section 5). */
import type { DataChannelOpen } from '../evidence/sctp-evidence.ts';
import type { DataChunk } from './sctp.ts';

/** The payload protocol identifiers of RFC 8832 section 8.1 and RFC 8831 section 8. */
export const ppid = { dcep: 50, string: 51, binary: 53, stringEmpty: 56, binaryEmpty: 57 } as const;

const OPEN = 3;
const OPEN_HEADER = 12;

/** @returns what a message's first chunk says, also where label and protocol go on in another; null for another message */
export function readOpen({ ppid: is, first, last, stream, data }: DataChunk): Omit<DataChannelOpen, 'packet'> | null {
  if (is !== ppid.dcep || !first || data.length < OPEN_HEADER || data[0] !== OPEN) return null;
  return {
    stream,
    channelType: data.readUInt8(1),
    priority: data.readUInt16BE(2),
    reliability: data.readUInt32BE(4),
    labelBytes: data.readUInt16BE(8),
    protocolBytes: data.readUInt16BE(10),
    messageBytes: last ? data.length : null,
  };
}
