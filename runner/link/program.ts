/**
 * The link: a process on the network of the peers that leads their packets, sees them, and impairs them where a case
 * asks for it. It is spoken to over stdin and stdout (messages.ts), and it ends when stdin ends. It stands on Node
 * alone, because in its container there is nothing else.
 */
import { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { LinkCell } from './cell.ts';
import type { Answer, Evidence, RequestName, RequestParams, RequestResult } from './messages.ts';

interface OpenedCell {
  readonly cell: LinkCell;
  readonly comment: string;
}

const address = findAddress();
const cells = new Map<number, OpenedCell>();
let lastCell = 0;

/** The first IPv4 address that other containers reach; the loopback one where there is none. */
function findAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

/** All but the one that leaves more than an answer behind. */
type Plain = Exclude<RequestName, 'closeCell'>;

type Handlers = {
  [N in Plain]: (params: RequestParams<N>) => RequestResult<N> | Promise<RequestResult<N>>;
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
};

function closeCell({ cell, keyLog }: RequestParams<'closeCell'>): { evidence: Evidence; capture: readonly Buffer[] } {
  const open = findOpen(cell);
  cells.delete(cell);
  const capture = open.cell.close(open.comment, keyLog);
  return { evidence: open.cell.evidence(), capture };
}

function findOpen(number: number): OpenedCell {
  const found = cells.get(number);
  if (found === undefined) throw new Error(`no cell ${number}`);
  return found;
}

function findCell(number: number): LinkCell {
  return findOpen(number).cell;
}

/** Not `process.stdout`, which would hold up every cell's packets until the runner has read a capture. */
const out = new Socket({ fd: 1, readable: false, writable: true });
// The runner is gone: stdin says so, too.
out.on('error', () => undefined);

function write(answer: Answer, raw: readonly Buffer[] = []): void {
  out.cork();
  out.write(`${JSON.stringify(answer)}\n`);
  for (const piece of raw) out.write(piece);
  process.nextTick(() => {
    out.uncork();
  });
}

type Asked = {
  [N in RequestName]: { readonly id: number; readonly name: N; readonly params: RequestParams<N> };
}[RequestName];

async function handle(asked: Asked): Promise<void> {
  const { id } = asked;
  try {
    if (asked.name === 'closeCell') {
      const { evidence, capture } = closeCell(asked.params);
      write({ id, result: evidence, bytes: capture.reduce((sum, { length }) => sum + length, 0) }, capture);
    } else write({ id, result: await answer(asked.name, asked.params) });
  } catch (error) {
    write({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

async function answer<N extends Plain>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
  return handlers[name](params);
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  // Our own runner of the same checkout: both ends share the types.
  void handle(JSON.parse(line) as Asked);
});
// With the runner's end everything ends; what was sent to a side that is gone is nobody's loss.
lines.on('close', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
