/** JSON-RPC 2.0 with one driven peer: every message checked against the protocol's schema. */
import { nextTick } from 'node:process';
import { z } from 'zod';
import type { DrivenProcess } from '../../engines/engine.ts';
import { describeExit } from '../../judge/judge.ts';
import { PeerGoneError, ProtocolError, StackError, UnansweredError, UnsupportedError } from './errors.ts';
import { splitLines } from '../line-splitter.ts';
import {
  envelope,
  errorCodes,
  methods,
  notifications,
  type Method,
  type NotificationName,
  type Params,
  type Result,
} from './protocol.ts';

/** A notification with its name; `params` has been checked. */
export type Told = {
  [N in NotificationName]: { readonly name: N; readonly params: z.infer<(typeof notifications)[N]> };
}[NotificationName];

interface Pending {
  readonly method: string;
  readonly schema: z.ZodType;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export interface Rpc {
  /** @throws UnsupportedError, StackError, ProtocolError, PeerGoneError, UnansweredError */
  call<M extends Method>(method: M, params: Params<M>, limitMs: number): Promise<Result<M>>;
  /** A request that is no method of the protocol, for the self-check. Resolves to the error's code, null if there is none. */
  probe(method: string, limitMs: number): Promise<number | null>;
  onNotification(listener: (told: Told) => void): () => void;
  /** Why this peer cannot be used any more; null while it can. */
  spoiled(): Error | null;
  /** Called once, when it is spoiled. */
  onSpoiled(listener: (error: Error) => void): () => void;
}

export function openRpc(process: DrivenProcess): Rpc {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(told: Told) => void>();
  const mourners = new Set<(error: Error) => void>();
  let next = 0;
  let spoiled: Error | null = null;

  const spoil = (error: Error): void => {
    if (spoiled !== null) return;
    spoiled = error;
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(error);
    }
    pending.clear();
    for (const mourner of mourners) mourner(error);
    mourners.clear();
  };

  const answer = (id: number | null, settle: (request: Pending) => void): void => {
    const request = id === null ? undefined : pending.get(id);
    if (id === null || request === undefined) {
      spoil(new ProtocolError(`answered a request that was not made (id ${String(id)})`));
      return;
    }
    pending.delete(id);
    clearTimeout(request.timer);
    settle(request);
  };

  const receive = (line: Buffer): void => {
    if (spoiled !== null) return;
    const message = parseLine(line);
    if (message instanceof Error) {
      spoil(message);
    } else if ('method' in message) {
      const told = checkNotification(message.method, message.params);
      if (told instanceof Error) spoil(told);
      else for (const listener of listeners) listener(told);
    } else if ('error' in message) {
      answer(message.id, ({ method, reject }) => {
        reject(toError(method, message.error));
      });
    } else {
      answer(message.id, ({ method, schema, resolve, reject }) => {
        const result = schema.safeParse(message.result);
        if (result.success) {
          resolve(result.data);
          return;
        }
        const error = new ProtocolError(
          `its result of ${method} is not as the protocol says: ${firstIssue(result.error)}`,
        );
        reject(error);
        spoil(error);
      });
    }
  };

  let unsent = '';
  /** Each write wakes the peer up, which costs more than the message: what is asked in the same turn goes in one. */
  const send = (line: string): void => {
    if (unsent === '') nextTick(flush);
    unsent += line;
  };
  const flush = (): void => {
    const lines = unsent;
    unsent = '';
    process.write(lines);
  };

  const request = (method: string, params: unknown, schema: z.ZodType, limitMs: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (spoiled !== null) {
        reject(spoiled);
        return;
      }
      const id = (next += 1);
      const timer = setTimeout(() => {
        spoil(new UnansweredError(`${method} was not answered within ${Math.round(limitMs)} ms`));
      }, limitMs);
      // What nobody waits for any more must not keep the runner alive.
      timer.unref();
      pending.set(id, { method, schema, resolve, reject, timer });
      send(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });

  const take = splitLines(receive);
  process.onStdout((chunk) => {
    try {
      take(chunk);
    } catch (error) {
      spoil(new ProtocolError(`wrote ${error instanceof Error ? error.message : 'too much'} to stdout`));
    }
  });
  void process.ended.then((exit) => {
    spoil(new PeerGoneError(`the peer's process ended (${describeExit(exit)})`));
  });

  return {
    call: async <M extends Method>(method: M, params: Params<M>, limitMs: number): Promise<Result<M>> =>
      // What `request` resolves to has just been parsed by this very schema.
      (await request(method, params, methods[method].result, limitMs)) as Result<M>,
    probe: async (method, limitMs) => {
      try {
        await request(method, {}, z.unknown(), limitMs);
        return null;
      } catch (error) {
        if (error instanceof RefusedError) return error.code;
        if (error instanceof UnsupportedError) return errorCodes.methodNotFound;
        throw error;
      }
    },
    onNotification: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    spoiled: () => spoiled,
    onSpoiled: (listener) => {
      mourners.add(listener);
      return () => mourners.delete(listener);
    },
  };
}

/** An answer that a peer which is in order never gives to a request that is in order. */
class RefusedError extends ProtocolError {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseLine(line: Buffer): z.infer<typeof envelope> | ProtocolError {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(line));
  } catch {
    return new ProtocolError(`wrote something that is not JSON to stdout: ${excerpt(line)}`);
  }
  const parsed = envelope.safeParse(json);
  return parsed.success
    ? parsed.data
    : new ProtocolError(`wrote something that is not JSON-RPC 2.0 to stdout: ${excerpt(line)}`);
}

function checkNotification(name: string, params: unknown): Told | ProtocolError {
  if (!isNotification(name)) return new ProtocolError(`told "${name}", which the protocol does not know`);
  const parsed = notifications[name].safeParse(params);
  if (!parsed.success) return new ProtocolError(`its ${name} is not as the protocol says: ${firstIssue(parsed.error)}`);
  // Name and parameters belong together: they were looked up and parsed by the same entry.
  return { name, params: parsed.data } as Told;
}

function isNotification(name: string): name is NotificationName {
  return Object.hasOwn(notifications, name);
}

function toError(method: string, { code, message }: { code: number; message: string }): Error {
  if (code === errorCodes.unsupported) return new UnsupportedError(message);
  if (code === errorCodes.methodNotFound) return new UnsupportedError(`it has no method ${method}`);
  if (code === errorCodes.exception) return new StackError(message);
  return new RefusedError(code, `answered ${method} with error ${String(code)}: ${message}`);
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'unknown' : `${issue.path.join('.')}: ${issue.message}`;
}

function excerpt(line: Buffer): string {
  return JSON.stringify(line.subarray(0, 120).toString('utf8'));
}
