/** Sequence counters that are set: the last numbers of 32 bits, and those beyond with ESN. */

import { expect, it } from 'vitest';
import { run, twoHosts } from '../two-hosts.ts';
import { failed } from './playing.ts';

const play = (esn: 'off' | 'require', steps: string, rest: string) =>
  run(
    `title: t\n${twoHosts(`steps:\n${steps}\nexpect:\n${rest}`)}`.replaceAll(
      'proposals: [aes128-sha1] }',
      `proposals: [aes128-sha1], esn: ${esn} }`,
    ),
  );

it('renews an SA whose numbers are nearly used up', async () => {
  const result = await play(
    'off',
    `  - { do: up, host: alpha }
  - { do: preset, host: alpha, policy: p, sequence: 4294967293 }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }`,
    `  wire:
    - { is: esp number 4294967294, from: alpha }
    - { is: esp number 1, from: alpha, times: 1 }
    - { is: esp number 0, never: true }
  alpha: { events: [{ kind: quick-mode-established, least: 2 }] }`,
  );
  expect(failed(result)).toEqual([]);
});

it('goes on beyond 32 bits with ESN', async () => {
  const result = await play(
    'require',
    `  - { do: up, host: alpha }
  - { do: preset, host: alpha, policy: p, sequence: 4294967290 }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 10, interval: 10ms }`,
    `  wire: [{ is: esp number 3, from: alpha, fate: delivered }]
  beta: { never: [{ kind: packet-dropped }] }`,
  );
  expect(failed(result)).toEqual([]);
});

it('does not set a number that was used, or that there is not', async () => {
  const result = await play(
    'off',
    `  - { do: up, host: alpha }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 3 }
  - { do: preset, host: alpha, policy: p, sequence: 2 }
  - { do: preset, host: alpha, policy: p, sequence: 4294967296 }
  - { do: preset, host: beta, policy: p, sequence: 99 }
  - { do: down, host: alpha }
  - { do: preset, host: alpha, policy: p, sequence: 99 }`,
    '  alpha: {}',
  );
  expect(failed(result)).toEqual([
    expect.stringContaining('has no SA whose sequence number can be 2'),
    expect.stringContaining('has no SA whose sequence number can be 4294967296'),
    expect.stringContaining('has no SA whose sequence number can be 99'),
  ]);
});
