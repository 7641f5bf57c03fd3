import { describe, expect, it } from 'vitest';
import { Route, type StunHint } from './route.ts';

const at = (port: number) => ({ address: '10.0.0.1', port });
let transactions = 0;
function check(username: string, useCandidate = false): StunHint {
  transactions += 1;
  return { kind: 'request', transaction: String(transactions), username, useCandidate };
}
const answerTo = ({ transaction }: StunHint): StunHint => ({
  kind: 'response',
  transaction,
  username: null,
  useCandidate: false,
});

/** The client's ufrag is `cccc`, the server's `ssss`. */
function open(): { client: Route; server: Route } {
  const [client, server] = [new Route(), new Route()];
  client.beginSession('cccc');
  client.expectCandidate(at(1));
  server.beginSession('ssss');
  server.expectCandidate(at(2));
  return { client, server };
}

describe('the route to a side', () => {
  it('is its first candidate while it has sent nothing', () => {
    const { client } = open();
    client.expectCandidate(at(9));
    expect(client.destination(null)).toEqual(at(1));
    expect(new Route().destination(null)).toBeNull();
  });

  it('follows what it sends: first the last sender, then the last nomination', () => {
    const { client, server } = open();
    expect(client.learn(at(11), check('ssss:cccc'), server)).toBe(true);
    expect(client.destination(null)).toEqual(at(11));
    client.learn(at(12), check('ssss:cccc', true), server);
    client.learn(at(13), check('ssss:cccc'), server);
    expect(client.destination(null)).toEqual(at(12));
  });

  it('leads an answer back to whoever asked, whatever was nominated', () => {
    const { client, server } = open();
    const asked = check('ssss:cccc');
    client.learn(at(11), asked, server);
    client.learn(at(12), check('ssss:cccc', true), server);
    expect(client.destination(answerTo(asked))).toEqual(at(11));
  });

  it('leads checks of a restarted session to where that side is now, and data to where it was until a nomination', () => {
    const { client, server } = open();
    client.learn(at(11), check('ssss:cccc', true), server);
    client.beginSession('dddd');
    client.expectCandidate(at(21));
    expect(client.destination(check('dddd:ssss'))).toEqual(at(21));
    expect(client.destination(check('cccc:ssss'))).toEqual(at(11));
    expect(client.destination(null)).toEqual(at(11));
    client.learn(at(22), check('ssss:dddd', true), server);
    expect(client.destination(check('dddd:ssss'))).toEqual(at(22));
    expect(client.destination(null)).toEqual(at(22));
  });
});

describe('a packet belongs to a side', () => {
  it('when its check is for the other one, from wherever it comes', () => {
    const { client, server } = open();
    expect(client.learn(at(77), check('ssss:cccc'), server)).toBe(true);
    expect(client.learn(at(77), null, server)).toBe(true);
  });

  it('not when it is of another cell, and nothing is learnt of that', () => {
    const { client, server } = open();
    expect(client.learn(at(66), check('xxxx:cccc', true), server)).toBe(false);
    expect(client.learn(at(66), null, server)).toBe(false);
    expect(client.destination(null)).toEqual(at(1));
  });

  it('when it answers what was asked of it, from an address that nobody knew', () => {
    const { client, server } = open();
    const asked = check('cccc:ssss');
    expect(client.learn(at(55), answerTo(asked), server)).toBe(false);
    client.destination(asked);
    expect(client.learn(at(55), answerTo(asked), server)).toBe(true);
    expect(client.learn(at(55), null, server)).toBe(true);
  });

  it('and a thousand addresses do not stay', () => {
    const { client, server } = open();
    for (let port = 1000; port < 2000; port += 1) client.learn(at(port), check('ssss:cccc'), server);
    expect(client.learn(at(1000), null, server)).toBe(false);
    expect(client.learn(at(1999), null, server)).toBe(true);
  });
});
