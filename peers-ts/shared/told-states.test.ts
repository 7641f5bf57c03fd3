import { expect, test } from 'vitest';
import { ToldStates } from './told-states.ts';

function watch() {
  const states = { connectionstatechange: 'new', iceconnectionstatechange: 'new' };
  const told: string[] = [];
  const watched = new ToldStates(
    () => states,
    (event, state) => told.push(`${event} ${state}`),
  );
  return { states, told, watched };
}

test('tells nothing of states that are as they were', () => {
  const { told, watched } = watch();
  watched.look();
  watched.look();
  expect(told).toEqual([]);
});

test('tells a state once, however often it is looked at', () => {
  const { states, told, watched } = watch();
  states.connectionstatechange = 'connecting';
  watched.look();
  watched.look();
  expect(told).toEqual(['connectionstatechange connecting']);
});

test('tells at the next look what the event came too early for', () => {
  const { states, told, watched } = watch();
  states.iceconnectionstatechange = 'disconnected';
  watched.look();
  // The event of "connected", at which the attribute still says what it said.
  watched.look();
  states.iceconnectionstatechange = 'connected';
  watched.look();
  expect(told).toEqual(['iceconnectionstatechange disconnected', 'iceconnectionstatechange connected']);
});

test('tells ICE before the connection, whose state follows from it', () => {
  const { states, told, watched } = watch();
  states.connectionstatechange = 'connected';
  states.iceconnectionstatechange = 'connected';
  watched.look();
  expect(told).toEqual(['iceconnectionstatechange connected', 'connectionstatechange connected']);
});
