/** The runner's hold on the link: a process that is spoken to over stdin and stdout (messages.ts). */
import type { DrivenProcess } from '../engines/engine.ts';
import type { Role } from '../model.ts';
import { readAnswers } from './answers.ts';
import type { Evidence, OpenCell, Progress, RequestName, RequestParams, RequestResult } from './messages.ts';
import type { Rule } from './impair/rules.ts';

/** The link cannot be had or cannot do what it was asked: the attempt says nothing about any peer. */
export class LinkError extends Error {}

/** It ended or does not answer: nothing is known any more of the cells that it carried. */
class LinkGoneError extends LinkError {}

export interface Link {
  openCell(options: OpenCell): Promise<LinkCell>;
  /** Why it cannot be used any more; null while it can. */
  gone(): LinkError | null;
  stop(): Promise<void>;
}

export type LinkDecisions = Evidence['decisions'];

/** What a cell leaves behind; the capture is a whole pcapng file. */
export interface ClosedCell extends Evidence {
  readonly capture: Buffer;
}

/** All that one attempt of one cell sends through the link. Every method throws LinkError. */
export interface LinkCell {
  openPath(): Promise<LinkPath>;
  /** @returns the URL that stands for `url` */
  openProxy(url: string): Promise<string>;
  impair(rules: readonly Rule[]): Promise<void>;
  progress(): Promise<Progress>;
  evidence(): Promise<Evidence>;
  close(keyLog: readonly string[]): Promise<ClosedCell>;
}

export interface LinkPath {
  /** As in `evidence().paths`. */
  readonly path: number;
  carryDescription(from: Role, sdp: string): Promise<string>;
  carryCandidate(from: Role, candidate: string): Promise<string | null>;
}

/** No question takes the link long; one that hangs must not hang the run. Milliseconds. */
const LIMIT_MS = 20_000;

interface Pending {
  readonly resolve: (result: unknown, raw: Buffer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export function openLink(process: DrivenProcess): Link {
  const pending = new Map<number, Pending>();
  let next = 0;
  let gone: LinkGoneError | null = null;

  const lose = (why: string): void => {
    if (gone !== null) return;
    const said = process.log().text.trim().split('\n').at(-1) ?? '';
    gone = new LinkGoneError(`the link ${why}${said === '' ? '' : `; it last said: ${said}`}`);
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(gone);
    }
    pending.clear();
  };
  const take = readAnswers((answer, raw) => {
    const request = pending.get(answer.id);
    if (request === undefined) return;
    pending.delete(answer.id);
    clearTimeout(request.timer);
    if ('error' in answer) request.reject(new LinkError(`the link: ${answer.error}`));
    else request.resolve(answer.result, raw);
  });
  process.onStdout((chunk) => {
    try {
      take(chunk);
    } catch (error) {
      lose(`wrote what is no answer: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  void process.ended.then(({ exitCode, signal }) => {
    lose(`ended (${signal ?? `exit code ${String(exitCode)}`})`);
  });

  const askForRaw = <N extends RequestName>(
    name: N,
    params: RequestParams<N>,
  ): Promise<{ readonly result: RequestResult<N>; readonly raw: Buffer }> =>
    new Promise((resolve, reject) => {
      if (gone !== null) {
        reject(gone);
        return;
      }
      const id = (next += 1);
      const timer = setTimeout(() => {
        lose(`did not answer ${name} within ${LIMIT_MS} ms`);
      }, LIMIT_MS);
      timer.unref();
      const settle = (result: unknown, raw: Buffer): void => {
        resolve({ result: result as RequestResult<N>, raw });
      };
      pending.set(id, { resolve: settle, reject, timer });
      process.write(`${JSON.stringify({ id, name, params })}\n`);
    });
  const ask = async <N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> =>
    (await askForRaw(name, params)).result;

  return {
    openCell: async (options) => {
      const { cell } = await ask('openCell', options);
      return {
        openPath: async () => {
          const { path } = await ask('openPath', { cell });
          return {
            path,
            carryDescription: async (from, sdp) => (await ask('carryDescription', { cell, path, from, sdp })).sdp,
            carryCandidate: async (from, candidate) =>
              (await ask('carryCandidate', { cell, path, from, candidate })).candidate,
          };
        },
        openProxy: async (url) => (await ask('openProxy', { cell, url })).url,
        impair: async (rules) => {
          await ask('impair', { cell, rules });
        },
        progress: () => ask('progress', { cell }),
        evidence: () => ask('evidence', { cell }),
        close: async (keyLog) => {
          const { result, raw } = await askForRaw('closeCell', { cell, keyLog });
          return { ...result, capture: raw };
        },
      };
    },
    gone: () => gone,
    stop: () => process.stop(),
  };
}
