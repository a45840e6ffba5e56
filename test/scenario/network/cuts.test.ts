/** Links that are cut and healed. */

import { expect, it } from 'vitest';
import { failed, playTwo } from './playing.ts';

it.each(['between: [beta, alpha]', 'host: beta'])('cuts and heals { %s }', async (which) => {
  const result = await playTwo(`steps:
  - { do: up, host: alpha }
  - { do: cut, ${which} }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2, answered: 0 }
  - { do: heal, ${which} }
  - { do: ping, host: beta, to: 192.0.2.1, count: 2 }
expect:
  wire:
    - { is: esp, from: alpha, fate: lost, times: 2 }
    - { is: esp, from: beta, fate: delivered, times: 2 }
`);
  expect(failed(result)).toEqual([]);
});

it('lets a host without links give up, in its own words', async () => {
  const result = await playTwo(`steps:
  - { do: cut, host: beta }
  - { do: up, host: alpha, fails: no-response }
expect:
  alpha: { failures: [{ code: no-response }] }
  wire: [{ is: everything, fate: delivered, never: true }]
`);
  expect(failed(result)).toEqual([]);
});
