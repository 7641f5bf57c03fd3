import { expect, it } from 'vitest';
import * as is from './parameters.ts';

const check = is.object({ pc: is.positive, label: is.string, id: is.optional(is.count), data: is.optional(is.base64) });

it('gives what fits, an optional part only when it is there', () => {
  expect(check({ pc: 1, label: 'x' }, 'params')).toEqual({ pc: 1, label: 'x' });
  expect(Object.keys(check({ pc: 1, label: 'x' }, 'params'))).toEqual(['pc', 'label']);
  expect(check({ pc: 1, label: 'x', id: 0, data: 'AAE=' }, 'params')).toEqual({
    pc: 1,
    label: 'x',
    id: 0,
    data: Buffer.from([0, 1]),
  });
});

it.each([
  [[], 'params: expected an object, found []'],
  [{ pc: 1 }, 'params.label: expected a string, found nothing'],
  [{ pc: 0, label: 'x' }, 'params.pc: expected a whole number above 0, found 0'],
  [{ pc: 1, label: 'x', id: 1.5 }, 'params.id: expected a whole number, found 1.5'],
  [{ pc: 1, label: 'x', id: null }, 'params.id: expected a whole number, found null'],
  [{ pc: 1, label: 'x', data: 'A' }, 'params.data: expected base64, found "A"'],
  [{ pc: 1, label: 'x', maxRetransmit: 1 }, 'params: unknown "maxRetransmit", known pc, label, id, data'],
])('refuses %j', (params, message) => {
  expect(() => check(params, 'params')).toThrow(new is.InvalidParametersError(message));
});

it('names the place in a list', () => {
  const servers = is.list(is.object({ urls: is.string }));
  expect(() => servers([{ urls: 'stun:a' }, {}], 'iceServers')).toThrow('iceServers[1].urls: expected a string');
});
