import { describe, expect, it } from 'vitest';
import { run, twoHosts } from './two-hosts.ts';

/** What did not hold, and what there was instead. */
async function failed(rest: string, keyOfBeta?: string): Promise<string[]> {
  const { checks } = await run(twoHosts(`title: t\n${rest}`, keyOfBeta));
  return checks
    .filter(({ passed }) => !passed)
    .map(({ place, what, found }) => `${place.line}: ${what} | ${found.join(' | ')}`);
}

const UP = 'steps: [{ do: up, host: alpha, policy: p }]\n';

describe('steps', () => {
  it('fail where they do not go as they say', async () => {
    const steps = `steps:
  - { do: up, host: alpha, policy: p, fails: no-response }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2, answered: 1 }
  - { do: ping, host: alpha, to: 192.0.2.9, count: 1, timeout: 100ms }
  - { do: ping, host: alpha, to: '2001:db8::1' }
`;
    expect(await failed(steps)).toEqual([
      '18: p of alpha fails with no-response | it came up',
      '19: alpha pings 192.0.2.2, 1 of 2 answered | 2 were answered',
      '20: alpha pings 192.0.2.9, 1 of 1 answered | 0 were answered',
      expect.stringMatching(/^21: alpha pings 2001:db8::1, 3 of 3 answered \| .*IPv6/),
    ]);
  });

  it('say why a negotiation failed', async () => {
    expect(await failed(UP, 'other')).toContain(
      '17: p of alpha comes up | preshared-keys-likely-differ: The pre-shared keys of this host and beta likely differ.',
    );
    const other = UP.replace('policy: p', 'policy: p, fails: no-response');
    expect((await failed(other, 'other'))[0]).toMatch(
      /it failed with preshared-keys-likely-differ: /,
    );
  });

  it('bring up and take down everything where no policy is named, and stop a host for good', async () => {
    const steps = `steps:
  - { do: up, host: alpha }
  - { do: send, host: alpha, to: 192.0.2.2, port: 9, count: 2 }
  - { do: down, host: alpha }
  - { do: wait, time: 1s }
  - { do: stop, host: alpha }
expect:
  alpha: { sas: [], statistics: { ike-quick-mode: 1, datagrams-sent: 2 } }
  beta: { sas: [], events: [{ kind: main-mode-ended, reason: deleted-by-peer }] }
`;
    expect(await failed(steps)).toEqual([]);
    const more = steps.replace('expect:', '  - { do: up, host: alpha }\nexpect:');
    expect(await failed(more)).toEqual(['23: everything of alpha comes up | alpha has stopped']);
  });
});

describe('expectations', () => {
  it('on events name the nearest one', async () => {
    const expectations = `expect:
  alpha:
    events:
      - { kind: quick-mode-established, mode: tunnel, policy: p }
      - { kind: main-mode-established, times: 2 }
      - { kind: isakmp-sent, payloads: [HASH(1), SA, Ni], remote: '192.0.2.2:500', times: 1 }
      - { kind: echo-reply }
    never:
      - { kind: main-mode-established, role: initiator }
`;
    expect(await failed(UP + expectations)).toEqual([
      '21: alpha: quick-mode-established with mode "tunnel", policy "p" | the nearest one differs: mode is "transport"',
      '22: alpha: main-mode-established, 2 times | it came 1 time',
      '24: alpha: echo-reply | no echo-reply came',
      expect.stringMatching(
        /^26: alpha: never main-mode-established with role "initiator" \| main mode with beta is up/,
      ),
    ]);
  });

  it('on statistics and SAs say what there is', async () => {
    const expectations = `expect:
  alpha:
    statistics: { ike-main-mode: 2, ike-quick-mode: { least: 1, most: 1 }, total-acquire: { most: 0 } }
    sas:
      - { kind: main-mode, proposal: aes128-sha1-ecp256 }
      - { kind: quick-mode, suite: aes128-sha1, mode: tunnel }
  beta:
    sas: [{ kind: main-mode }]
`;
    expect(await failed(UP + expectations)).toEqual([
      '20: alpha: ike-main-mode is 2 | it is 1',
      '20: alpha: total-acquire is at most 0 | it is 1',
      '23: alpha: 1 quick-mode SA with mode "tunnel", suite "AES-CBC-128 with HMAC-SHA1-96" | there are 0 | quick mode p with beta: transport, AES-CBC-128 with HMAC-SHA1-96',
      '25: beta: no other SAs | quick mode p with alpha: transport, AES-CBC-128 with HMAC-SHA1-96',
    ]);
  });

  it('let no failure pass unseen, on any host', async () => {
    const steps = UP.replace('policy: p', 'policy: p, fails: preshared-keys-likely-differ');
    const likely =
      'preshared-keys-likely-differ (likely): The pre-shared keys of this host and beta likely differ.';
    const certain =
      'preshared-keys-differ (certain): The pre-shared keys of this host and alpha differ.';
    expect(await failed(steps, 'other')).toEqual([
      `2: alpha: no failure | ${likely}`,
      `9: beta: no failure | ${certain}`,
    ]);
    const expectations = `expect:
  alpha: { failures: [{ code: preshared-keys-likely-differ, certainty: certain }] }
  beta: { failures: [{ code: preshared-keys-differ, title: [pre-shared, ALPHA] }, { code: cancelled }] }
`;
    expect(await failed(steps + expectations, 'other')).toEqual([
      `19: alpha: fails with preshared-keys-likely-differ (certain) | ${likely}`,
      `20: beta: fails with cancelled | ${certain}`,
    ]);
  });
});
