/** The two UDP sockets of a path: one faces the client, one the server. */
import { createSocket, type Socket } from 'node:dgram';
import type { Address } from '../sdp-path.ts';

/** A burst of a peer must not be lost in the kernel; it gives less where it must. Bytes. */
const BUFFER_BYTES = 4 * 2 ** 20;

export interface Face {
  /** To which the peer sends. */
  readonly here: Address;
  send(bytes: Uint8Array, to: Address): void;
  close(): void;
}

/** @throws Error of the socket: no port left, too many open files */
export async function openFace(address: string, onPacket: (bytes: Buffer, from: Address) => void): Promise<Face> {
  // Addresses are numbers already; without this every packet would wait for a look-up.
  const socket = createSocket({
    type: 'udp4',
    lookup: (host, _options, done) => {
      done(null, host, 4);
    },
  });
  await bind(socket, address);
  enlarge(socket);
  // Nearly always the same one as before: then nobody has to compare its text.
  let last: Address = { address: '', port: 0 };
  socket.on('message', (bytes, { address: from, port }) => {
    if (port !== last.port || from !== last.address) last = { address: from, port };
    onPacket(bytes, last);
  });
  // What cannot be sent (no route, a buffer that is full) is lost, as on any network.
  socket.on('error', () => undefined);
  let open = true;
  return {
    here: { address, port: socket.address().port },
    send: (bytes, to) => {
      // Without a callback: it would be called in a turn of its own for each packet.
      if (open) socket.send(bytes, to.port, to.address);
    },
    close: () => {
      if (!open) return;
      open = false;
      socket.close();
    },
  };
}

function bind(socket: Socket, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address, port: 0, exclusive: true }, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}

function enlarge(socket: Socket): void {
  try {
    socket.setRecvBufferSize(BUFFER_BYTES);
    socket.setSendBufferSize(BUFFER_BYTES);
  } catch {
    // The kernel's own size it is, then.
  }
}
