/** A runner for the test that kills one: opens a run, starts a server, says so, and waits to be killed. */
import { createEngine, ignore, never, preparePeers } from './fixtures.ts';

const engine = await createEngine();
const room = await engine.open(process.argv[2] ?? 'no-name', ignore);
const [honest] = await preparePeers(engine, 'honest');
if (honest === undefined) throw new Error('not prepared');
const server = await room.startServer(honest, never);
process.stdout.write(`${server.url}\n`);
setInterval(ignore, 60_000);
