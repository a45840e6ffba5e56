import { expect, test } from 'vitest';
import { pingTo, up } from '../host/pairs.ts';
import { said, seconds, silence, watchedPair } from './silence.ts';

test('a peer that answers nothing is given up, and all that was held with it', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  up(both, both.a, 'transport');
  silence(both, both.b);
  seconds(both, 14);
  // The lab profile tries three times; each try is a message of its own with the next number.
  const numbers = said(both, both.a, 'R-U-THERE ').map((text) => Number(/\d+/.exec(text)![0]));
  expect(numbers).toEqual([numbers[0]!, numbers[0]! + 1, numbers[0]! + 2]);
  expect(both.events(both.a, 'peer-dead')).toMatchObject([
    {
      peerName: 'b',
      mainModes: 1,
      pairs: 2,
      failure: { code: 'peer-does-not-answer', title: 'b does not answer any more.' },
    },
  ]);
  expect(both.events(both.a, 'main-mode-ended')).toMatchObject([{ reason: 'peer-dead' }]);
  expect(both.events(both.a, 'quick-mode-ended').map(({ reason }) => reason)).toEqual([
    'peer-dead',
    'peer-dead',
  ]);
  expect(both.a.host.query('main-mode-sas').items).toEqual([]);
  expect(both.a.host.query('quick-mode-sas').items).toEqual([]);
  seconds(both, 60);
  expect(said(both, both.a, 'R-U-THERE ')).toHaveLength(3);
});

test('when it is back, the next packet begins a new main mode', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  const heal = silence(both, both.b);
  seconds(both, 20);
  heal();
  const ping = both.command(both.a, pingTo('10.2.0.1'));
  expect(ping).toMatchObject({ ok: true, value: { received: 3 } });
  expect(both.events(both.a, 'main-mode-established')).toHaveLength(2);
});

test('a late answer to an earlier try counts', () => {
  const both = watchedPair();
  up(both, both.a, 'tunnel');
  // The first two answers are lost, and the third comes late.
  const answers = ({ sender }: { sender: string }): boolean => sender === 'b';
  both.link.drop(answers, 1);
  both.link.drop(answers, 1);
  seconds(both, 13);
  expect(both.events(both.a, 'peer-dead')).toEqual([]);
  expect(both.events(both.a, 'peer-alive')).toHaveLength(1);
});
