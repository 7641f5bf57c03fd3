import { expect, it } from 'vitest';
import { peerConnection } from '../cases/peer-connection.ts';
import { callEnvironment } from './call-environment.ts';

it('gives the client nine tenths of the limit, in whole milliseconds', () => {
  expect(callEnvironment(peerConnection, 20_000)).toEqual({ TESTCASE: 'peer-connection', TIMEOUT_MS: '18000' });
  expect(callEnvironment(peerConnection, 333)).toEqual({ TESTCASE: 'peer-connection', TIMEOUT_MS: '300' });
});
