/** AH by Windows' own methods: alone and with ESP, between computers and in a tunnel, and behind a NAT. */

import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import type { SecurityMethod } from '../../../src/policy/model.ts';
import { type Pair, type PairOptions, pair } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { ping, statistic } from './commands.ts';
import { esp, rules, subnet, windows } from './policies.ts';
import { kinds, passed } from './realm.ts';

const AH: SecurityMethod = { ah: 'SHA1', esp: undefined, kilobytes: 0, seconds: 0 };
const BUNDLE: SecurityMethod = { ...esp('3DES', 'None'), ah: 'MD5' };
const METHODS = [
  ['AH[SHA1]', AH, 'ah'],
  ['AH[MD5]+ESP[3DES,None]', BUNDLE, 'ah+esp'],
] as const;

const A = { net: subnet('10.1.0.0', 24), end: parseAddress('192.0.2.1') };
const B = { net: subnet('10.2.0.0', 24), end: parseAddress('192.0.2.2') };

const transport = (...methods: readonly SecurityMethod[]) => rules([{ name: 'all' }], methods);
const tunnel = (here: typeof A, there: typeof A, ...methods: readonly SecurityMethod[]) =>
  rules(
    [
      { name: 'out', source: here.net, destination: there.net, mirrored: false, tunnel: there.end },
      { name: 'in', source: there.net, destination: here.net, mirrored: false, tunnel: here.end },
    ],
    methods,
  );

/** Both with one policy. */
function both(methods: readonly SecurityMethod[], options: PairOptions = {}): Pair {
  const policy = transport(...methods);
  return pair({ a: windows(policy), b: windows(policy), ...options });
}

describe('AH between two computers with the Windows system', () => {
  test.each(METHODS)('travels as protocol 51: %s', (_name, method, protocol) => {
    const subject = both([method]);
    expect(subject.command(subject.a, ping(subject.b, 3))).toMatchObject({
      value: { received: 3 },
    });
    expect(kinds(passed(subject))).toEqual(['AH', 'IKE']);
    for (const host of [subject.a, subject.b]) {
      expect(subject.events(host, 'quick-mode-established')).toMatchObject([
        { protocol, mode: 'transport' },
      ]);
      // Three pings of 60 octets and their answers.
      expect(statistic(host, 'authenticated-bytes-sent')).toBe(180);
      expect(statistic(host, 'confidential-bytes-sent')).toBe(protocol === 'ah' ? 0 : 180);
      expect(statistic(host, 'active-security-associations')).toBe(1);
    }
  });

  test.each(METHODS)('goes in a tunnel: %s', (_name, method, protocol) => {
    const subject = pair({ a: windows(tunnel(A, B, method)), b: windows(tunnel(B, A, method)) });
    const inner = { from: PAIR_ADDRESSES.a.inner, to: PAIR_ADDRESSES.b.inner };
    expect(subject.command(subject.a, { ...ping(subject.b, 3), ...inner })).toMatchObject({
      value: { received: 3 },
    });
    expect(kinds(passed(subject))).toEqual(['AH', 'IKE']);
    expect(subject.events(subject.b, 'quick-mode-established')).toMatchObject([
      { protocol, mode: 'tunnel' },
    ]);
    expect(statistic(subject.b, 'bytes-received-in-tunnels')).toBe(180);
  });

  test('is refused in words behind a NAT, under the error of Windows', () => {
    const subject = both([AH, BUNDLE], { nat: { a: {} } });
    subject.command(subject.a, ping(subject.b));
    expect(subject.events(subject.a, 'quick-mode-failed')[0]?.failure).toMatchObject({
      code: 'ah-behind-nat',
      windowsError: { code: 13868 },
      auditEvent: 547,
    });
    expect(kinds(passed(subject))).toEqual(['IKE']);
  });

  test('gives way behind a NAT to a method of ESP, where the policy has one', () => {
    const subject = both([AH, esp('3DES', 'SHA1')], { nat: { a: {} } });
    expect(subject.command(subject.a, ping(subject.b))).toMatchObject({ value: { received: 1 } });
    expect(subject.events(subject.b, 'quick-mode-established')).toMatchObject([
      { protocol: 'esp', udpEncapsulated: true },
    ]);
  });
});
