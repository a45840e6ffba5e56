import { describe, expect, test } from 'vitest';
import { parseRange } from '../../src/base/address.ts';
import type { TrafficSelector } from '../../src/base/traffic.ts';
import { allSuites, suiteLabel } from '../../src/crypto/algorithms.ts';
import type { GroupId } from '../../src/crypto/provider.ts';
import type { HostConfig } from '../../src/host/config.ts';
import type { ChildPolicy } from '../../src/ike/policy.ts';
import type { Pair, SimHost } from '../../src/sim/pair.ts';
import { pairConfig, type SideOptions } from '../../src/sim/pair-config.ts';
import { labPair, must, pingTo, sendTo, up } from '../host/pairs.ts';

const sides = (subject: Pair): readonly SimHost[] => [subject.a, subject.b];

/** Established on both sides, with mirrored SPIs; what they agree on. */
function agreed(subject: Pair, policy: string) {
  const [left, right] = sides(subject).map((side) => {
    const found = subject
      .events(side, 'quick-mode-established')
      .filter((event) => event.policy === policy);
    expect(found).toHaveLength(1);
    return found[0]!;
  });
  expect(left!.inboundSpi).toBe(right!.outboundSpi);
  expect(left!.outboundSpi).toBe(right!.inboundSpi);
  expect(left!.messageId).toBe(right!.messageId);
  expect(left!.suite).toBe(right!.suite);
  expect(left!.mode).toBe(right!.mode);
  return left!;
}

describe('quick mode agrees', () => {
  test.each(allSuites().map((suite) => ({ name: suiteLabel(suite), suite })))(
    'on $name, either side first, and carries packets',
    ({ suite }) => {
      const proposals = [{ protocol: 'esp', suite }] as const;
      const subject = labPair({ both: { child: { proposals } } });
      up(subject, subject.a, 'transport');
      up(subject, subject.b, 'tunnel');
      subject.run(10);
      for (const policy of ['transport', 'tunnel']) {
        expect(agreed(subject, policy)).toMatchObject({ suite: suiteLabel(suite), mode: policy });
      }
      for (const to of ['10.2.0.1', '192.0.2.2']) {
        const ping = subject.command(subject.a, pingTo(to, { count: 1 }));
        expect(must(ping, 'ping').received).toBe(1);
      }
    },
  );

  test.each([1, 2, 14, 19, 20, 21] as GroupId[])(
    'with perfect forward secrecy, group %i',
    (pfsGroup) => {
      const subject = labPair({ both: { child: { pfsGroup } } });
      const from = pfsGroup % 2 === 0 ? subject.b : subject.a;
      const ping = subject.command(from, pingTo(from === subject.a ? '10.2.0.1' : '10.1.0.1'));
      expect(must(ping, 'ping').received).toBe(3);
      expect(agreed(subject, 'tunnel').pfsGroup).toBe(pfsGroup);
      const [message1] = subject
        .events(from, 'isakmp-sent')
        .filter((event) => event.exchange === 'quick mode');
      expect(message1!.payloads).toEqual(['HASH(1)', 'SA', 'Ni', 'KE', 'IDci', 'IDcr']);
    },
  );

  test("on the first of the initiator's offers that the responder has too", () => {
    const suites = allSuites().filter(({ encryption }) => encryption === 'aes-cbc');
    const offers = (...at: number[]) =>
      at.map((i) => ({ protocol: 'esp', suite: suites[i]! }) as const);
    const subject = labPair({
      a: { child: { proposals: offers(5, 3, 1) } },
      b: { child: { proposals: offers(1, 2, 3) } },
    });
    up(subject, subject.a, 'tunnel');
    subject.run(10);
    expect(agreed(subject, 'tunnel').suite).toBe(suiteLabel(suites[3]!));
  });

  test('on the shorter of the lifetimes, of which the responder says its own', () => {
    const subject = labPair({
      a: { child: { lifetime: { seconds: 900, kilobytes: 0 } } },
      b: { child: { lifetime: { seconds: 1800, kilobytes: 700 } } },
    });
    up(subject, subject.a, 'tunnel');
    subject.run(10);
    const found = sides(subject).map((side) => subject.events(side, 'quick-mode-established')[0]);
    expect(found).toMatchObject([
      { lifetimeSeconds: 900, lifetimeKilobytes: 700 },
      { lifetimeSeconds: 900, lifetimeKilobytes: 700 },
    ]);
  });

  test('sixteen times at once on one main mode, both sides beginning', () => {
    const count = 16;
    const subject = labPair({
      a: { host: manyEntries('a', count) },
      b: { host: manyEntries('b', count) },
    });
    const ids = Array.from({ length: count }, (_, i) =>
      subject.begin(i % 2 === 0 ? subject.a : subject.b, { kind: 'up', policy: `entry ${i}` }),
    );
    subject.run(1000);
    for (const id of ids) must(subject.result(id), 'up');
    for (let i = 0; i < count; i++) agreed(subject, `entry ${i}`);
    const messageIds = subject
      .events(subject.a, 'quick-mode-established')
      .map(({ messageId }) => messageId);
    expect(new Set(messageIds).size).toBe(count);
    const ping = subject.command(subject.a, pingTo('10.2.0.1', { count: 1 }));
    expect(must(ping, 'ping').received).toBe(1);
  });
});

/** Entries for one UDP port each, mirrored between the two hosts, and one for all the rest. */
function manyEntries(name: 'a' | 'b', count: number): Partial<HostConfig> {
  const [, tunnel] = pairConfig(name).policies;
  const entries = Array.from({ length: count }, (_, i) => {
    const port = 1000 + i;
    const selector = { ...tunnel!.selector, protocol: 17, localPort: port, remotePort: port };
    const protect = { ...tunnel!.protect!, name: `entry ${i}`, selector };
    return { name: protect.name, action: 'protect', selector, protect } as const;
  });
  return { policies: [...entries, tunnel!] };
}

interface IdCase {
  readonly name: string;
  readonly payloads: readonly string[];
  readonly selector: Partial<TrafficSelector>;
  readonly child?: Partial<ChildPolicy>;
}

const OUTER = { local: parseRange('192.0.2.1'), remote: parseRange('192.0.2.2') };
const WITH_IDS = ['HASH(1)', 'SA', 'Ni', 'IDci', 'IDcr'];
const CASES: readonly IdCase[] = [
  { name: 'none, between the peers themselves', payloads: WITH_IDS.slice(0, 3), selector: OUTER },
  {
    name: 'the addresses of the peers, where asked for',
    payloads: WITH_IDS,
    selector: OUTER,
    child: { sendIdentities: true },
  },
  { name: 'a protocol', payloads: WITH_IDS, selector: { ...OUTER, protocol: 1 } },
  {
    name: 'a protocol and both ports',
    payloads: WITH_IDS,
    selector: { ...OUTER, protocol: 17, localPort: 4001, remotePort: 4002 },
  },
  {
    name: 'a protocol and one port',
    payloads: WITH_IDS,
    selector: { ...OUTER, protocol: 6, remotePort: 80 },
  },
  {
    name: 'subnets',
    payloads: WITH_IDS,
    selector: { local: parseRange('10.1.0.0/16'), remote: parseRange('10.2.0.0/16') },
    child: { mode: 'tunnel' },
  },
  {
    name: 'ranges',
    payloads: WITH_IDS,
    selector: { local: parseRange('10.1.0.1-10.1.0.6'), remote: parseRange('10.2.0.1') },
    child: { mode: 'tunnel' },
  },
  {
    name: 'everything',
    payloads: WITH_IDS,
    selector: { local: parseRange('0.0.0.0/0'), remote: parseRange('0.0.0.0/0') },
    child: { mode: 'tunnel' },
  },
  {
    name: 'an IPv6 subnet, a range and an address',
    payloads: WITH_IDS,
    selector: {
      local: parseRange('2001:db8:1::/48'),
      remote: parseRange('2001:db8:2::1-2001:db8:2::9'),
    },
    child: { mode: 'tunnel' },
  },
  {
    name: 'IPv6 addresses',
    payloads: WITH_IDS,
    selector: { local: parseRange('2001:db8:1::1'), remote: parseRange('2001:db8:2::1') },
    child: { mode: 'tunnel' },
  },
];

describe('quick-mode identities', () => {
  test.each(CASES)('are $name', ({ payloads, selector, child }) => {
    const of = (name: 'a' | 'b'): SideOptions => {
      const base = pairConfig(name).policies[0]!;
      const whole = { ...base.selector, ...selector };
      const seen = name === 'a' ? whole : mirrored(whole);
      const protect = { ...base.protect!, ...child, selector: seen };
      return { host: { policies: [{ ...base, selector: seen, protect }] } };
    };
    const subject = labPair({ a: of('a'), b: of('b') });
    up(subject, subject.a, 'transport');
    subject.run(10);
    const { selector: text } = agreed(subject, 'transport');
    expect(text).toBe(subject.a.host.query('quick-mode-sas').items[0]!.selector);
    const [message1] = subject
      .events(subject.b, 'isakmp-received')
      .filter((event) => event.exchange === 'quick mode');
    expect(message1!.payloads).toEqual(payloads);
  });

  test('narrower than the entry of the responder are accepted as they are', () => {
    const inner = { protocol: 17, localPort: 9, remotePort: 9 };
    const base = pairConfig('a').policies[1]!;
    const selector = { ...base.selector, ...inner };
    const policies = [{ ...base, selector, protect: { ...base.protect!, selector } }];
    const subject = labPair({ a: { host: { policies } } });
    up(subject, subject.a, 'tunnel');
    subject.run(10);
    const [left, right] = sides(subject).map(
      (side) => subject.events(side, 'quick-mode-established')[0]!.selector,
    );
    expect(left).toBe('10.1.0.0/24 <-> 10.2.0.0/24 udp 9->9');
    expect(right).toBe('10.2.0.0/24 <-> 10.1.0.0/24 udp 9->9');
    must(subject.command(subject.a, sendTo('10.2.0.1', { sourcePort: 9 })), 'send');
  });
});

function mirrored({
  local,
  remote,
  protocol,
  localPort,
  remotePort,
}: TrafficSelector): TrafficSelector {
  return { local: remote, remote: local, protocol, localPort: remotePort, remotePort: localPort };
}
