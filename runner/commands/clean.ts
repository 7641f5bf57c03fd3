/** `npm run matrix -- clean`: what runs that were killed left behind. */
import { cleanDocker } from '../engines/docker/index.ts';

export async function cleanUp(): Promise<number> {
  await cleanDocker((event) => {
    if (event.type === 'notice') process.stdout.write(`${event.lines.join('\n')}\n`);
  });
  return 0;
}
