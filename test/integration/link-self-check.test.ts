/** The proof before a run that a liar is caught, with a real link, and with judges that fail it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../runner/engines/engine.ts';
import { createProcessEngine } from '../../runner/engines/process/index.ts';
import { LinkKeeper } from '../../runner/execute/link-keeper.ts';
import { checkLink } from '../../runner/execute/self-check-link.ts';
import { judge } from '../../runner/judge/judge.ts';
import type { Judgement, Observation } from '../../runner/model.ts';
import { listLinks, startLink, until } from './link-sockets.ts';
import { repository } from './run-cli.ts';

const passed: Judgement = { verdict: 'passed', reason: null, blame: null, stage: null };
const root = join(repository, 'test', 'fixtures', 'liars');

/** Believes whoever has posted an offer. */
function ignorePackets(seen: Observation): Judgement {
  return seen.kind === 'ran' && (seen.wire ?? []).length > 0 ? passed : judge(seen);
}

describe('the self-check of link and judge', () => {
  it('is passed by this link and this judge', async () => {
    await using started = await startLink();
    await expect(checkLink(started.link)).resolves.toBeUndefined();
  });

  it.each([
    ['believes every exit code 0', () => passed, 'without having posted an offer was called passed, expected failed'],
    ['does not look at packets', ignorePackets, 'without having sent a packet was called passed, expected failed'],
  ])('is failed by a judge that %s', async (_, decide, words) => {
    await using started = await startLink();
    await expect(checkLink(started.link, decide)).rejects.toThrow(words);
    await expect(checkLink(started.link, decide)).rejects.toBeInstanceOf(EnvironmentError);
  });

  it('keeps the link from being used where it fails, and is made once where it does not', async () => {
    const before = await listLinks(process.pid);
    await using room = await createProcessEngine({ root }).open('test', () => undefined);
    const { signal } = new AbortController();
    const failing = new LinkKeeper(room, signal, (link) => checkLink(link, () => passed));
    await expect(failing.get()).rejects.toBeInstanceOf(EnvironmentError);
    await until(async () => (await listLinks(process.pid)).length === before.length);

    let checks = 0;
    const keeper = new LinkKeeper(room, signal, async (link) => {
      checks += 1;
      await checkLink(link);
    });
    const first = await keeper.get();
    await first.stop();
    expect(await keeper.get()).not.toBe(first);
    expect(checks).toBe(1);
    await keeper.stop();
  });
});
