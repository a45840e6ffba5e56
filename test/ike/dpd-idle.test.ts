import { expect, test } from 'vitest';
import { up } from '../host/pairs.ts';
import { said, seconds, watchedPair } from './silence.ts';

test('a silent peer is asked after the idle time and answers with the same number', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  seconds(both, 9.9);
  expect(said(both, both.a, 'R-U-THERE ')).toEqual([]);
  seconds(both, 0.2);
  const [question] = said(both, both.a, 'R-U-THERE ');
  expect(question).toMatch(/^N\(R-U-THERE \d+\)$/);
  expect(said(both, both.b, 'R-U-THERE-ACK ')).toEqual([
    question!.replace('R-U-THERE', 'R-U-THERE-ACK'),
  ]);
  expect(both.events(both.a, 'peer-asked')).toMatchObject([{ cause: 'idle', peerName: 'b' }]);
  expect(both.events(both.a, 'peer-alive')).toMatchObject([{ by: 'answer' }]);
});

test('each question has the number after the last, and the first one has its high bit clear', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  seconds(both, 45);
  const numbers = said(both, both.a, 'R-U-THERE ').map((text) => Number(/\d+/.exec(text)![0]));
  expect(numbers.length).toBe(4);
  expect(numbers[0]).toBeLessThan(2 ** 31);
  expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
});

test('a host that never asks answers all the same', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  seconds(both, 25);
  expect(said(both, both.b, 'R-U-THERE ')).toEqual([]);
  expect(said(both, both.b, 'R-U-THERE-ACK ')).toHaveLength(2);
  expect(both.events(both.a, 'peer-dead')).toEqual([]);
});
