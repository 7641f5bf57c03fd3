/** Waiting for one thing while another may happen. */

export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

/** Promise.withResolvers, which Node 20 lacks. */
export function defer<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => undefined;
  let reject: Deferred<T>['reject'] = () => undefined;
  const promise = new Promise<T>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  return { promise, resolve, reject };
}

/** The awaited thing, or the signal's reason when that is aborted before. Leaves no listener behind. */
export async function orAborted<T>(awaited: Promise<T>, signal: AbortSignal): Promise<T> {
  awaited.catch(() => undefined); // The loser of the race must not become an unhandled rejection.
  signal.throwIfAborted();
  const aborted = defer<never>();
  const onAbort = (): void => {
    aborted.reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([awaited, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * What a promise gives within a time, `null` when it fails or gives nothing, `undefined` when it does neither in time.
 * Never rejects.
 */
export async function settlesWithin<T>(promise: Promise<T>, ms: number): Promise<T | null | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    const settled = promise.then(
      (value) => value ?? null,
      () => null,
    );
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
