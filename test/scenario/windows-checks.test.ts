/** Steps and expectations of the Windows system say what there was instead. */

import { describe, expect, it } from 'vitest';
import { run } from './two-hosts.ts';

const HOSTS = `title: t
hosts:
  alpha:
    addresses: [192.0.2.1]
    windows:
      netsh: |
        ipsec static
        add policy name=Office activatedefaultrule=no assign=yes
  beta: { addresses: [192.0.2.2] }
`;

/** What did not hold, and what there was instead. */
async function failed(rest: string): Promise<string[]> {
  const { checks } = await run(`${HOSTS}${rest}`);
  return checks
    .filter(({ passed }) => !passed)
    .map(({ place, what, found }) => `${place.line}: ${what} | ${found.join(' | ')}`);
}

describe('a step', () => {
  it('of netsh fails where a command does, prints other words, or does not fail', async () => {
    const steps = `steps:
  - { do: netsh, host: alpha, commands: 'ipsec static add policy name=Office psk=secret' , fails: nothing }
  - { do: netsh, host: alpha, commands: [ipsec static, add policy name=Office] }
  - { do: netsh, host: alpha, commands: ipsec static show policy all, prints: [Office, Home] }
  - { do: netsh, host: alpha, commands: ipsec static add policy name=Home, fails: 13000 }
`;
    const found = await failed(steps);
    expect(found.map((text) => text.slice(0, 60))).toEqual([
      expect.stringMatching(/^11: netsh on alpha: ipsec static add policy, the last fails/),
      expect.stringMatching(/^12: netsh on alpha: ipsec static and 1 more \|/),
      expect.stringMatching(/^13: netsh on alpha: ipsec static show policy \| it printed/),
      expect.stringMatching(/^14: netsh on alpha: ipsec static add policy, the last fails/),
    ]);
    expect(found[2]).toContain('it printed no "Home", but:');
    expect(found[3]).toContain('the last command was carried out');
    expect(found.join()).not.toContain('secret');
  });

  it('of the service, a store or a restart says what became of it', async () => {
    const steps = `steps:
  - { do: service, host: alpha, change: start }
  - { do: service, host: alpha, change: stop, fails: disabled }
  - { do: store, host: alpha, store: local, readable: false }
  - { do: stop, host: beta, suddenly: true }
  - { do: ping, host: beta, to: 192.0.2.1 }
  - { do: restart, host: beta }
  - { do: service, host: alpha, change: start }
  - { do: replay, host: alpha, to: 192.0.2.2 }
expect:
  alpha: { events: [{ kind: policy-source-failed, source: local }], inForce: [] }
`;
    expect(await failed(steps)).toEqual([
      expect.stringMatching(/^11: alpha: start of IPSEC Services \| .*1056/),
      '12: alpha: stop of IPSEC Services fails, saying "disabled" | it was done',
      '15: beta pings 192.0.2.1, 3 of 3 answered | beta has stopped',
      '18: the last ESP packet of alpha to 192.0.2.2 comes again | it has sent no ESP packet there',
    ]);
  });
});

describe('an expectation', () => {
  it('of the event log, the service, the driver and the policies in force says what there is', async () => {
    const expected = `steps: [{ do: wait, time: 10ms }]
expect:
  alpha:
    log: [{ id: 613 }, { id: 614 }, { id: 615, says: Home }, { id: 615, times: 2 }]
    service: stopped
    driver: operational permit
    inForce: ['persistent: Office']
    sas: [{ kind: soft }]
`;
    expect(await failed(expected)).toEqual([
      '17: alpha: 1 soft SA | there are 0',
      '13: alpha: its event log has 614 | it came 0 times',
      '13: alpha: its event log has 615, saying "Home" | it came 0 times | 615: policy "Office" from the local store is applied',
      '13: alpha: its event log has 615, 2 times | it came 1 time | 615: policy "Office" from the local store is applied',
      '14: alpha: IPSEC Services are stopped | they are running',
      '15: alpha: the driver is in mode operational permit | it is operational secure',
      '16: alpha: in force persistent: Office | in force: local: Office',
    ]);
  });
});
