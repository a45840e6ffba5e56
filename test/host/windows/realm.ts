/** Two computers of one Kerberos realm with policies, and what passes between them. */

import { seededRandom } from '../../../src/base/random.ts';
import { nobleProvider } from '../../../src/crypto/noble.ts';
import type { WindowsSystem } from '../../../src/host/windows/system.ts';
import { TIMER_PROFILES } from '../../../src/ike/timers.ts';
import { makeRealm, memberOf } from '../../../src/net/kerberos/make-realm.ts';
import { isKerberosEffect, StubKerberos } from '../../../src/net/kerberos/stub-kerberos.ts';
import type { ActivePolicy } from '../../../src/policy/compiled.ts';
import { type Pair, type PairOptions, pair } from '../../../src/sim/pair.ts';
import { windows } from './policies.ts';

const NOON = Date.UTC(2003, 5, 1, 12, 0, 0);
const REALM = makeRealm(
  'LAB.EXAMPLE',
  ['host/alpha.lab.example', 'host/bravo.lab.example'],
  seededRandom('a domain'),
);

/** a is alpha, b is bravo; both have Windows' own timers. Effects are answered after 5 ms. */
export function domainPair(
  a: ActivePolicy,
  b: ActivePolicy,
  options: PairOptions = {},
  system: Partial<WindowsSystem> = {},
): Pair {
  const member = (policy: ActivePolicy, name: string) =>
    windows(policy, {
      kerberos: memberOf(REALM, `host/${name}.lab.example`),
      timers: TIMER_PROFILES['windows-2003'],
      ...system,
    });
  return pair({
    start: NOON,
    a: member(a, 'alpha'),
    b: member(b, 'bravo'),
    answer: (name) => {
      const stub = new StubKerberos(nobleProvider, seededRandom(`stub of ${name}`));
      return (effect, now) =>
        isKerberosEffect(effect) ? { result: stub.answer(effect, now), after: 5 } : undefined;
    },
    ...options,
  });
}

/** What a datagram of the log is, by carrier, port and IP protocol. */
export type Passed = 'IKE' | 'ESP' | 'AH' | 'ICMP' | 'UDP' | 'TCP' | 'other';

const PROTOCOLS: Readonly<Record<number, Passed>> = {
  1: 'ICMP',
  6: 'TCP',
  17: 'UDP',
  50: 'ESP',
  51: 'AH',
};

/** Everything that was sent on the link from an instant on, in order. */
export function passed({ log }: Pair, since = 0): Passed[] {
  return log
    .filter(({ what, at }) => what === 'sent' && at >= since)
    .map(({ path, bytes }) => {
      if (path.carrier === 'link') return PROTOCOLS[bytes[9]!] ?? 'other';
      return path.local.port === 500 || bytes.subarray(0, 4).every((octet) => octet === 0)
        ? 'IKE'
        : 'ESP';
    });
}

/** The kinds among them. */
export function kinds(all: readonly Passed[]): Passed[] {
  return [...new Set(all)].sort();
}
