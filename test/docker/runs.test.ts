/** Runs come and go, also by force, and the engine may go away: nothing is left behind and nothing hangs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cleanDocker } from '../../runner/engines/docker/index.ts';
import { EnvironmentError, type Engine, type Prepared } from '../../runner/engines/engine.ts';
import { createEngine, ignore, never, newRunId, noDocker, preparePeers, request } from './fixtures.ts';

const docker = new Docker();

/** How many containers and networks of a run there are. */
async function countOf(run: string): Promise<number> {
  const filters = { label: [`webrtc-interop.run=${run}`] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  return containers.length + networks.length;
}

async function clean(): Promise<string> {
  const lines: string[] = [];
  await cleanDocker((event) => {
    if (event.type === 'notice') lines.push(...event.lines);
  });
  return lines.join('\n');
}

describe.skipIf(noDocker !== null)('runs', () => {
  let honest: Prepared;
  let hanger: Prepared;
  let engine: Engine;
  const undo: (() => unknown)[] = [];

  beforeAll(async () => {
    engine = await createEngine();
    const [first, second] = await preparePeers(engine, 'honest', 'hanger');
    if (first === undefined || second === undefined) throw new Error('not prepared');
    [honest, hanger] = [first, second];
  });
  afterEach(async () => {
    for (const action of undo.splice(0).reverse()) await action();
  });

  it('leaves nothing behind, also when it ends half-way through its start', async () => {
    const run = newRunId();
    const room = await engine.open(run, ignore);
    const starting = [room.startServer(honest, never), room.startClient(honest, never)];
    const outcomes = Promise.allSettled(starting);
    await room[Symbol.asyncDispose]();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await countOf(run)).toBe(0);
  });

  it('lets two runs work at once, and neither takes away from the other', async () => {
    const [one, two] = [newRunId(), newRunId()];
    await using first = await engine.open(one, ignore);
    const [server, client] = await Promise.all([first.startServer(honest, never), first.startClient(honest, never)]);
    {
      await using second = await engine.open(two, ignore);
      const others = await Promise.all([second.startServer(honest, never), second.startClient(honest, never)]);
      expect((await others[1].call(request(others[0].url))).exitCode).toBe(0);
      expect(await clean()).toContain(`Left run ${one} alone, its runner is alive: 3 containers, 1 network.`);
    }
    expect(await countOf(two)).toBe(0);
    expect((await client.call(request(server.url))).exitCode).toBe(0);
  });

  it('is removed by clean when its runner was killed by force', async () => {
    const run = newRunId();
    const script = fileURLToPath(new URL('./run-and-hang.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, run], { stdio: ['ignore', 'pipe', 'inherit'] });
    undo.push(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    expect(await countOf(run)).toBe(3);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const dead = async (): Promise<boolean> => {
      const filters = { label: [`webrtc-interop.run=${run}`, 'webrtc-interop.role=probe'] };
      const [probe] = await docker.listContainers({ all: true, filters });
      return probe?.State === 'exited';
    };
    await expect.poll(dead, { timeout: 10_000 }).toBe(true);
    expect(await clean()).toContain(`Removed run ${run}: 2 containers, 1 network.`);
    expect(await countOf(run)).toBe(0);
  });

  it('ends with a clear error, and at once, when the engine goes away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'webrtc-interop-socket-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const proxy = await startProxy(join(folder, 'docker.sock'));
    undo.push(proxy.stop);
    const before = process.env.DOCKER_HOST;
    process.env.DOCKER_HOST = `unix://${join(folder, 'docker.sock')}`;
    undo.push(() => {
      if (before === undefined) delete process.env.DOCKER_HOST;
      else process.env.DOCKER_HOST = before;
    });
    const run = newRunId();
    const room = await (await createEngine()).open(run, ignore);
    const [server, client] = await Promise.all([room.startServer(honest, never), room.startClient(hanger, never)]);
    const calling = client.call(request(server.url));
    const outcome = expect(calling).rejects.toThrow('The Docker engine went away in the middle of the run');
    setTimeout(proxy.stop, 500);
    await outcome;
    await expect(server.died()).rejects.toThrow(EnvironmentError);
    await expect(room.startServer(honest, never)).rejects.toThrow(EnvironmentError);
    await expect(room[Symbol.asyncDispose]()).rejects.toThrow();
    await expect(createEngine()).rejects.toThrow(/No Docker engine at unix:.*there is no socket/);
    delete process.env.DOCKER_HOST;
    if (before !== undefined) process.env.DOCKER_HOST = before;
    await expect.poll(clean, { timeout: 10_000 }).toContain(`Removed run ${run}`);
  });
});

/** Passes bytes to the real engine until it is stopped: then all connections break, as when an engine dies. */
async function startProxy(path: string): Promise<{ stop: () => void }> {
  const engineSocket = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '');
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (near) => {
    const far = net.connect({ path: engineSocket, allowHalfOpen: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', ignore);
    }
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
