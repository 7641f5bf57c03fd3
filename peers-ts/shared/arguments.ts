import { parseArgs } from 'node:util';

export type Command =
  | { readonly kind: 'serve'; readonly port: number }
  | { readonly kind: 'drive' }
  | {
      readonly kind: 'call';
      readonly url: URL;
      readonly testcase: string;
      /** Milliseconds from the offer to the verdict. */
      readonly timeoutMs: number;
      /** Milliseconds to wait for the server to be healthy before that. */
      readonly waitMs: number;
    };

/** The command line is wrong; the message says what is right. */
export class UsageError extends Error {}

/** Upstream's numbers of the cases (`-t N`), in their order. */
const numbered = ['peer-connection', 'data-channel-echo'];

const usage = 'usage: peer serve | peer drive | peer call URL | peer call -t NUMBER -s URL';

/**
 * Reads the command line and environment of docs/peer-protocol.md.
 * @throws UsageError
 */
export function parseCommand(words: readonly string[], environment: NodeJS.ProcessEnv): Command {
  const [mode, ...rest] = words;
  if (mode === 'serve' || mode === 'drive') {
    if (rest.length > 0) throw new UsageError(`${mode} takes no arguments, found "${rest.join(' ')}"; ${usage}`);
    if (mode === 'drive') return { kind: mode };
    return { kind: mode, port: readNumber(environment, 'PORT', 8080, 65535) };
  }
  if (mode !== 'call') throw new UsageError(`unknown command "${mode ?? ''}"; ${usage}`);
  const { url, test } = parseCallWords(rest);
  return {
    kind: 'call',
    url,
    testcase:
      test === undefined ? (read(environment, 'TESTCASE') ?? 'peer-connection') : (numbered[Number(test)] ?? test),
    timeoutMs: readNumber(environment, 'TIMEOUT_MS', 20_000),
    waitMs: readNumber(environment, 'WAIT_MS', 0),
  };
}

function parseCallWords(words: readonly string[]): { url: URL; test: string | undefined } {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...words],
      options: { t: { type: 'string', short: 't' }, s: { type: 'string', short: 's' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}; ${usage}`);
  }
  const urls = [...parsed.positionals, ...(parsed.values.s === undefined ? [] : [parsed.values.s])];
  const [text] = urls;
  if (text === undefined || urls.length > 1) throw new UsageError(`call takes one URL, found ${urls.length}; ${usage}`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:') throw new UsageError(`"${text}" is not a URL that begins with http://; ${usage}`);
  return { url, test: parsed.values.t };
}

/** setTimeout takes no more milliseconds than this. */
const longest = 2 ** 31 - 1;

function readNumber(environment: NodeJS.ProcessEnv, name: string, otherwise: number, most = longest): number {
  const text = read(environment, name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new UsageError(`${name} must be a whole number from 0 to ${most}, found "${text}"`);
}

/** An empty variable counts as none: compose files and CI set such. */
function read(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = environment[name];
  return text === '' ? undefined : text;
}
