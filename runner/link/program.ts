/**
 * The link: a process on the network of the peers that leads their packets, sees them, and impairs them where a case
 * asks for it. It is spoken to over stdin and stdout (messages.ts), and it ends when stdin ends. It stands on Node
 * alone, because in its container there is nothing else.
 */
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { LinkCell } from './cell.ts';
import type { Answer, RequestName, RequestParams, RequestResult } from './messages.ts';

/** Bytes of a capture in one line. */
const PIECE_BYTES = 512 * 1024;

const address = findAddress();
const cells = new Map<number, { readonly cell: LinkCell; readonly comment: string }>();
let lastCell = 0;

/** The first IPv4 address that other containers reach; the loopback one where there is none. */
function findAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

type Handlers = {
  [N in RequestName]: (params: RequestParams<N>, id: number) => RequestResult<N> | Promise<RequestResult<N>>;
};

const handlers: Handlers = {
  openCell: (options) => {
    lastCell += 1;
    cells.set(lastCell, { cell: new LinkCell(address, options), comment: options.comment });
    return { cell: lastCell };
  },
  openPath: async ({ cell }) => ({ path: await findCell(cell).openPath() }),
  carryDescription: ({ cell, path, from, sdp }) => ({ sdp: findCell(cell).relay(path).carryDescription(from, sdp) }),
  carryCandidate: ({ cell, path, from, candidate }) => ({
    candidate: findCell(cell).relay(path).carryCandidate(from, candidate),
  }),
  openProxy: async ({ cell, url }) => ({ url: await findCell(cell).openProxy(url) }),
  impair: ({ cell, rules }) => {
    findCell(cell).impair(rules);
    return {};
  },
  progress: ({ cell }) => findCell(cell).progress(),
  evidence: ({ cell }) => findCell(cell).evidence(),
  closeCell: ({ cell, keyLog }, id) => {
    const open = cells.get(cell);
    if (open === undefined) throw new Error(`no cell ${cell}`);
    const capture = Buffer.concat(open.cell.close(open.comment, keyLog));
    for (let from = 0; from < capture.length; from += PIECE_BYTES) {
      write({ id, capture: capture.toString('base64', from, from + PIECE_BYTES) });
    }
    cells.delete(cell);
    return {};
  },
};

function findCell(number: number): LinkCell {
  const found = cells.get(number);
  if (found === undefined) throw new Error(`no cell ${number}`);
  return found.cell;
}

function write(answer: Answer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

interface Asked<N extends RequestName = RequestName> {
  readonly id: number;
  readonly name: N;
  readonly params: RequestParams<N>;
}

async function handle<N extends RequestName>({ id, name, params }: Asked<N>): Promise<void> {
  try {
    write({ id, result: await handlers[name](params, id) });
  } catch (error) {
    write({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  // Our own runner of the same checkout: both ends share the types.
  void handle(JSON.parse(line) as Asked);
});
// With the runner's end everything ends; what was sent to a side that is gone is nobody's loss.
lines.on('close', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
