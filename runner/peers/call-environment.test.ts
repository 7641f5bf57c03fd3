import { expect, it } from 'vitest';
import { peerConnection } from '../cases/peer-connection.ts';
import { callEnvironment } from './call-environment.ts';

it.each([
  [60_000, '54000'],
  [20_000, '18000'],
  [6_000, '4000'],
  [333, '222'],
])('of %i ms leaves the client %s ms and itself time for the last words', (timeoutMs, given) => {
  expect(callEnvironment(peerConnection, timeoutMs)).toEqual({ TESTCASE: 'peer-connection', TIMEOUT_MS: given });
});
