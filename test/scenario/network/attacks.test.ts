/** Somebody on the wire: packets that come again, and packets that nobody sent. */

import { describe, expect, it } from 'vitest';
import { run, twoHosts } from '../two-hosts.ts';
import { failed, playTwo } from './playing.ts';

const UP = `steps:
  - { do: up, host: alpha }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 3 }
`;

describe('a replay', () => {
  it.each([
    ['{ do: replay, host: alpha, to: 192.0.2.2 }', 1],
    ['{ do: replay, host: alpha, which: every }', 3],
    ['{ do: replay, host: alpha, which: every, times: 2 }', 6],
    ['{ do: replay, host: alpha, number: 2, times: 4 }', 4],
    ['{ do: replay, host: alpha, is: esp numbers 1 to 2, which: every }', 2],
  ])('%s is seen by its numbers', async (step, times) => {
    const result = await playTwo(`${UP}  - ${step}
expect:
  beta:
    statistics: { packets-with-replay-detection: ${times} }
    events: [{ kind: packet-dropped, reason: replayed, least: 1 }]
`);
    expect(failed(result)).toEqual([]);
  });

  it('of a message of IKE is a duplicate', async () => {
    const result = await playTwo(`${UP}  - { do: replay, host: alpha, is: quick mode 1 }
expect:
  beta: { events: [{ kind: isakmp-dropped, reason: unexpected }] }
  wire: [{ is: quick mode 1, times: 2 }, { is: second transmission of quick mode 1 }]
`);
    expect(failed(result)).toEqual([]);
  });

  it('of what was never sent fails', async () => {
    const result = await playTwo(`steps:
  - { do: replay, host: alpha, to: 192.0.2.2 }
  - { do: replay, host: alpha, is: quick mode 1 }
`);
    expect(failed(result)).toEqual([
      expect.stringContaining('it has sent no ESP packet there'),
      expect.stringContaining('it has sent no quick mode 1 there'),
    ]);
  });
});

describe('a forged packet', () => {
  it.each([
    ['icv: wrong', 'bad-icv'],
    ['sequence: 90', 'bad-icv'],
    ['spi: 305419896', 'unknown-spi'],
    ['padding: wrong', 'bad-padding'],
  ])('with %s is refused as %s', async (change, reason) => {
    const result = await playTwo(`${UP}  - { do: forge, host: alpha, change: { ${change} } }
expect:
  beta: { events: [{ kind: packet-dropped, direction: inbound, reason: ${reason}, times: 1 }] }
`);
    expect(failed(result)).toEqual([]);
  });

  it('with the keys of the SA is taken where it is right', async () => {
    const result =
      await playTwo(`${UP}  - { do: forge, host: alpha, sealed: true, change: { sequence: 90 } }
expect:
  alpha: { statistics: { echo-replies: 4 } }
  beta: { never: [{ kind: packet-dropped }] }
  wire: [{ is: esp number 90, fate: delivered }, { is: esp, from: beta, times: 4 }]
`);
    expect(failed(result)).toEqual([]);
  });

  it.each(['inner-source: 10.9.9.9', 'inner-destination: 10.9.9.9'])(
    'of a tunnel with %s is not what its SA is for',
    async (change) => {
      const ping = UP.replace('192.0.2.2', '10.2.0.1');
      const tunnel = twoHosts(`${ping}  - { do: forge, host: alpha, change: { ${change} } }
expect:
  beta: { events: [{ kind: packet-dropped, direction: inbound, reason: selector-mismatch }] }
`)
        .replace('[192.0.2.1]', '[192.0.2.1, 10.1.0.1]')
        .replace('[192.0.2.2]', '[192.0.2.2, 10.2.0.1]')
        .replace('mode: transport', 'mode: tunnel, local: 10.1.0.0/24, remote: 10.2.0.0/24')
        .replace('mode: transport', 'mode: tunnel, local: 10.2.0.0/24, remote: 10.1.0.0/24');
      expect(failed(await run(`title: t\n${tunnel}`))).toEqual([]);
    },
  );

  it('says what is not possible', async () => {
    const result =
      await playTwo(`${UP}  - { do: forge, host: alpha, change: { inner-source: 10.9.9.9 } }
  - { do: forge, host: alpha, sealed: false, change: { padding: wrong } }
`);
    expect(failed(result)).toEqual([
      expect.stringContaining('there is no packet of IPv4 inside'),
      expect.stringContaining('cannot change without the keys'),
    ]);
  });
});
