import { expect, it } from 'vitest';
import type { Implementation } from '../model.ts';
import { offeredCells } from './offered-cells.ts';

function implementation(name: string, npm: boolean): Implementation {
  return {
    name,
    version: '1',
    language: 'C',
    homepage: 'https://example.org',
    licence: 'MIT',
    roles: ['server', 'client'],
    image: null,
    npm: npm ? { package: name, entry: `${name}.ts` } : null,
    override: null,
  };
}

const all = [implementation('pion', false), implementation('werift', true), implementation('wrtc', true)];
const cell = (server: string, client: string) => ({ case: 'peer-connection', server, client });
const hasNpm = ({ npm }: Implementation): boolean => npm !== null;

it('keeps the cells whose two sides the engine can run, and names what is left out', () => {
  const planned = [cell('pion', 'pion'), cell('pion', 'werift'), cell('werift', 'werift'), cell('werift', 'pion')];
  const offer = offeredCells(planned, all, hasNpm);
  expect(offer.cells).toEqual([cell('werift', 'werift')]);
  expect(offer.implementations.map(({ name }) => name)).toEqual(['werift']);
  expect(offer.leftOut.map(({ name }) => name)).toEqual(['pion']);
});

it('does not speak of implementations that were not selected', () => {
  const offer = offeredCells([cell('werift', 'werift')], all, hasNpm);
  expect(offer.leftOut).toEqual([]);
  expect(offer.implementations.map(({ name }) => name)).toEqual(['werift']);
});
