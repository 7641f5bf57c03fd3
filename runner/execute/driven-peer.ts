/** Starts a driven peer and makes sure that it is one: the version of the protocol, and the refusal of a made-up method. */
import { PeerError, type DrivenProcess } from '../engines/engine.ts';
import { errorCodes, PROTOCOL, type Result } from '../peers/driven/protocol.ts';
import { openRouter, type Router } from '../peers/driven/router.ts';
import { openRpc, type Rpc } from '../peers/driven/rpc.ts';
import type { SidePeer } from '../peers/driven/side.ts';

export interface DrivenPeer {
  readonly rpc: Rpc;
  readonly router: Router;
  readonly process: DrivenProcess;
  readonly hello: Result<'hello'>;
  readonly version: string;
  readonly keys: SidePeer['keys'];
  stop(): Promise<void>;
}

/** What a peer must refuse: who answers this answers anything. */
const MADE_UP_METHOD = 'thereIsNoSuchMethod';

/**
 * @param limitMs how long it may take to start and answer
 * @param selfCheck false: it is not asked for the made-up method
 * @throws PeerError
 */
export async function greetDrivenPeer(process: DrivenProcess, limitMs: number, selfCheck = true): Promise<DrivenPeer> {
  const rpc = openRpc(process);
  const router = openRouter(rpc);
  try {
    const hello = await rpc.call('hello', {}, limitMs);
    if (hello.protocol !== PROTOCOL) {
      throw new Error(`speaks version ${hello.protocol} of the protocol, this runner version ${PROTOCOL}`);
    }
    const code = selfCheck ? await rpc.probe(MADE_UP_METHOD, limitMs) : errorCodes.methodNotFound;
    if (code !== errorCodes.methodNotFound) {
      const answer = code === null ? 'a result' : `error ${code}`;
      throw new Error(
        `self-check: answered a made-up method with ${answer}, expected error ${errorCodes.methodNotFound}`,
      );
    }
    return { rpc, router, process, hello, version: hello.version, keys: { given: null }, stop: () => process.stop() };
  } catch (error) {
    const log = process.log();
    await process.stop().catch(() => undefined);
    throw new PeerError(error instanceof Error ? error.message : String(error), log);
  }
}
