/**
 * The runner's hand inside the run's network: a small container (images/probe) that asks servers whether they are
 * healthy, because the network is closed and may be on another machine. It is spoken to over its stdin and stdout, a
 * line of JSON each way, and it lives exactly as long as this connection (see leftovers.ts).
 */
import type Docker from 'dockerode';
import { z } from 'zod';
import { splitLines } from '../../peers/line-splitter.ts';
import { EnvironmentError } from '../engine.ts';
import { containerOptions } from './container-options.ts';
import { readFrames } from './frames.ts';
import { defer, type Deferred } from './promises.ts';

const answerSchema = z.union([
  z.object({ id: z.number(), ok: z.literal(true), version: z.string().nullable() }),
  z.object({ id: z.number(), ok: z.literal(true), status: z.number(), body: z.string() }),
  z.object({ id: z.number(), ok: z.literal(false), reason: z.string() }),
]);
type Answer = z.infer<typeof answerSchema>;
/** What a question is answered with. */
export type Health = Exclude<Answer, { readonly status: number }>;

/** One request, whatever it is answered with. */
export interface Inquiry {
  readonly url: string;
  readonly timeoutMs: number;
  readonly request: { readonly method: string; readonly body: string | null };
}

export interface Question {
  readonly url: string;
  /** A GET is repeated until it is answered well or this time is over. */
  readonly timeoutMs: number;
  /** No GET: one question whether somebody listens at the URL's port. */
  readonly connect?: boolean;
}

export interface Probe {
  /** @throws EnvironmentError when the probe itself is gone */
  ask(question: Question): Promise<Health>;
  /** @throws EnvironmentError as `ask`, and Error when there is no answer */
  inquire(inquiry: Inquiry): Promise<{ readonly status: number; readonly body: string }>;
}

export async function startProbe(docker: Docker, run: string, network: string, image: string): Promise<Probe> {
  const options = containerOptions({ run, network, role: 'probe', host: 'probe', image, imageUser: '' });
  const container = await docker.createContainer({
    ...options,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
  const asked = new Map<number, Deferred<Answer>>();
  let complaints = '';
  let gone = false;
  const onLine = (line: Buffer): void => {
    const answer = answerSchema.parse(JSON.parse(line.toString('utf8')));
    asked.get(answer.id)?.resolve(answer);
    asked.delete(answer.id);
  };
  const takeStdout = splitLines(onLine);
  const reading = readFrames(stream, (channel, bytes) => {
    if (channel === 'stdout') takeStdout(bytes);
    else complaints = (complaints + bytes.toString('utf8')).slice(-2000);
  });
  void reading.then(() => {
    gone = true;
    for (const { reject } of asked.values()) reject(probeGone(complaints));
    asked.clear();
  });
  await container.start();
  let lastId = 0;
  const send = (question: Question | Inquiry): Promise<Answer> => {
    if (gone) return Promise.reject(probeGone(complaints));
    const id = ++lastId;
    const answer = defer<Answer>();
    asked.set(id, answer);
    stream.write(`${JSON.stringify({ id, ...question })}\n`);
    return answer.promise;
  };
  return {
    ask: async (question) => {
      const answer = await send(question);
      if ('status' in answer) throw new Error('the probe answered a question as an inquiry');
      return answer;
    },
    inquire: async (inquiry) => {
      const answer = await send(inquiry);
      if ('status' in answer) return { status: answer.status, body: answer.body };
      throw new Error(answer.ok ? 'the probe answered an inquiry as a question' : answer.reason);
    },
  };
}

function probeGone(complaints: string): EnvironmentError {
  const said = complaints.trim() === '' ? '' : ` It said: ${complaints.trim()}`;
  return new EnvironmentError(
    `The probe container of this run ended, so it is not known any more which servers are ready.${said} ` +
      'Run again; if it happens again, look at `docker events` and the memory of the machine.',
  );
}
