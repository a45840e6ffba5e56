/** Faults that begin and end in the course of the steps, and what links do all the time. */

import { expect, it } from 'vitest';
import { failed, playTwo } from './playing.ts';

it('lets faults begin and end with steps', async () => {
  const result = await playTwo(`steps:
  - { do: up, host: alpha }
  - { do: fault, words: [drop esp from alpha, duplicate everything] }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2, answered: 0 }
  - { do: fault, end: all }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }
expect:
  wire:
    - { is: esp, from: alpha, fate: lost, times: 2 }
    - { is: esp, from: alpha, fate: delivered, times: 2 }
`);
  expect(failed(result)).toEqual([]);
});

it('says why a fault cannot be', async () => {
  const result = await playTwo(`steps:
  - { do: fault, words: rebind nat nowhere at 1s }
  - { do: up, host: alpha }
`);
  // Whatever it is, it does not stop the play.
  expect(result.checks).toHaveLength(2);
});

it('gives a link of its own what the others have not', async () => {
  const result = await playTwo(`network: { delay: 10ms, faults: [drop main mode 1 once] }
links: [{ between: [beta, alpha], delay: 200ms, mtu: 600, faults: [drop main mode 3 once] }]
steps:
  - { do: up, host: alpha }
  - { do: ping, host: alpha, to: 192.0.2.2, size: 400, count: 1 }
expect:
  wire:
    - { is: first transmission of main mode 1, fate: lost }
    - { is: first transmission of main mode 3, fate: lost }
    - { is: main mode 2, at: { after: 400ms } }
  alpha: { events: [{ kind: main-mode-established }] }
`);
  expect(failed(result)).toEqual([]);
});

it('loses a share of everything by the seed', async () => {
  const rest = `network: { loss: 10%, delay: 5ms }
steps:
  - { do: up, host: alpha }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 50, answered: 50 }
`;
  const [once, again] = [await playTwo(rest), await playTwo(rest)];
  expect(failed(once).join()).toMatch(/\d\d were answered/);
  expect(again.traceHash).toBe(once.traceHash);
});
