/** A peer that has proved itself asks for traffic that is not its own: for others' packets, or for all. */

import { describe, expect, test } from 'vitest';
import {
  parseAddress,
  rangeOfAddress,
  rangeOfAll,
  rangeOfPrefix,
} from '../../../src/base/address.ts';
import type { TrafficSelector } from '../../../src/base/traffic.ts';
import type { ActivePolicy } from '../../../src/policy/compiled.ts';
import { type Pair, pair } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { example, psk, rules, windows } from './policies.ts';

const KEY = psk();
const A = rangeOfAddress(PAIR_ADDRESSES.a.outer);
const B = rangeOfAddress(PAIR_ADDRESSES.b.outer);
const OTHER = rangeOfAddress(parseAddress('192.0.2.77'));
const ALL = rangeOfAll(4);
const traffic = (local = B, remote = A): TrafficSelector => ({
  local,
  remote,
  protocol: 0,
  localPort: 0,
  remotePort: 0,
});

/** b lives by a file that says what it likes. */
function asking(policy: ActivePolicy, selector: TrafficSelector): Pair {
  if (KEY.method !== 'psk') throw new Error('the key is one');
  return pair({
    a: windows(policy),
    b: {
      peer: {
        proposals: [{ encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 }],
        authentication: [{ method: 'pre-shared-key', key: KEY.key }],
      },
      transport: {
        selector,
        sendIdentities: true,
        proposals: [
          {
            protocol: 'esp',
            suite: { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-sha1-96' },
          },
        ],
      },
    },
  });
}

const up = (both: Pair) => both.command(both.b, { kind: 'up', policy: 'transport' });

const POLICIES: readonly (readonly [string, ActivePolicy])[] = [
  ['a rule for all traffic', rules([{ name: 'all' }])],
  ['Client (Respond Only), its default response', example('Client (Respond Only)', [KEY])],
  ['Secure Server', example('Secure Server (Require Security)', [KEY])],
];

describe.each(POLICIES)('against %s', (_name, policy) => {
  test('what is between the two computers is protected', () => {
    const both = asking(policy, traffic());
    expect(up(both)).toMatchObject({ ok: true });
  });

  test.each([
    ['everything from everybody', traffic(ALL, ALL)],
    ['everything for this computer', traffic(ALL, A)],
    ["another computer's packets", traffic(OTHER, A)],
    ['its network', traffic(rangeOfPrefix(PAIR_ADDRESSES.b.outer, 24), A)],
    ['what another computer receives', traffic(B, OTHER)],
    ['the network of this one', traffic(B, rangeOfPrefix(PAIR_ADDRESSES.a.outer, 24))],
  ])('%s is refused', (_what, selector) => {
    const both = asking(policy, selector);
    expect(up(both)).toMatchObject({ ok: false });
    expect(both.lastFailure(both.a)).toMatchObject({ code: 'selectors-differ' });
    expect(both.a.host.query('quick-mode-sas').items).toEqual([]);
    expect(both.a.host.query('main-mode-sas').items).toHaveLength(1);
  });
});
