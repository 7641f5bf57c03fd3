/** The warm place of an implementation's clients: a container that sleeps, in which each client is a process. */
import type { Container } from 'dockerode';
import type { ClientOutcome, Implementation } from '../../model.ts';
import { callEnvironment } from '../../peers/call-environment.ts';
import { LogBuffer } from '../../peers/log-buffer.ts';
import { PeerError, type CallRequest, type ClientPeer } from '../engine.ts';
import { ignoreGone } from './errors.ts';
import { sendSignal, startExecution, type Execution } from './exec.ts';
import { exitOf } from './exit-status.ts';
import { settlesWithin } from './promises.ts';
import type { RunWatch } from './run-watch.ts';

/** Between TERM and KILL, and between KILL and the end of the whole container. */
const graceMs = 1000;
/** How long a SIGKILL that was not ours may wait for the event that explains it. */
const explanationMs = 500;
const killedStatus = 137;

export interface ClientPlace {
  readonly container: Container;
  readonly implementation: Implementation;
  readonly watch: RunWatch;
}

export function makeClient({ container, implementation, watch }: ClientPlace): ClientPeer {
  let gone = false;
  const isGone = (): boolean => gone;
  const containerEnded = watch.ended(container.id).then(() => {
    gone = true;
  });

  /** Ends the process, at worst with the container and everything in it. */
  const end = async (execution: Promise<Execution>, ended: Promise<unknown>, signals: readonly ('TERM' | 'KILL')[]) => {
    for (const signal of signals) {
      const pid = await settlesWithin(
        execution.then((started) => started.pid),
        graceMs,
      );
      if (typeof pid !== 'number') break;
      await settlesWithin(sendSignal(container, pid, signal), graceMs);
      if ((await settlesWithin(ended, graceMs)) !== undefined) return;
    }
    gone = true;
    await container.kill().catch(() => undefined); // It ended in the meantime.
  };

  const call = async (request: CallRequest): Promise<ClientOutcome> => {
    if (isGone()) throw new PeerError('lost its container before the call');
    const began = performance.now();
    const log = new LogBuffer();
    const kills = watch.outOfMemory(container.id);
    const environment = callEnvironment(request.case, request.timeoutMs);
    const execution = startExecution(container, clientCommand(implementation, request), environment, log);
    const ended = execution.then((started) => started.ended);
    const killed = { ours: false, timedOut: false };
    const timer = setTimeout(() => {
      killed.ours = killed.timedOut = true;
      void end(execution, ended, ['TERM', 'KILL']);
    }, request.timeoutMs);
    const abort = (): void => {
      killed.ours = true;
      void end(execution, ended, ['KILL']);
    };
    request.signal.addEventListener('abort', abort, { once: true });
    if (request.signal.aborted) abort();
    try {
      const status = await watch.guard(ended);
      const durationMs = performance.now() - began;
      if (status === killedStatus && !killed.ours) await watch.guard(settlesWithin(containerEnded, explanationMs));
      if (isGone() && !killed.ours) throw new PeerError('lost its container during the call', log.read());
      const outOfMemory = watch.outOfMemory(container.id) > kills;
      return { ...exitOf(status, outOfMemory && !killed.ours), timedOut: killed.timedOut, durationMs, log: log.read() };
    } catch (error) {
      if (error instanceof PeerError || watch.lost.aborted) throw error;
      throw new PeerError(`could not be run in its container: ${String(error)}`, log.read());
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', abort);
    }
  };
  return { call, stop: () => watch.guard(ignoreGone(container.remove({ force: true, v: true }))) };
}

/** Pure: the command of our own images, or that of a foreign one with its place-holders filled. */
export function clientCommand({ image }: Implementation, request: Pick<CallRequest, 'url' | 'case'>): string[] {
  if (image?.kind !== 'reference') return ['peer', 'call', request.url];
  const { name, number } = request.case;
  const values: Record<string, string> = {
    url: request.url,
    case: name,
    number: number === null ? name : String(number),
  };
  return image.client.map((word) => word.replace(/\{(url|case|number)\}/g, (_, key: string) => values[key] ?? ''));
}
