import { expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { parseProtection } from '../../src/crypto/protection-names.ts';
import { speakableTo, wouldTakeAh } from '../../src/ike/exchanges/quick-mode-speakable.ts';
import type { IsakmpSa } from '../../src/ike/isakmp-sa.ts';
import { offerQuickMode } from '../../src/ike/offers/quick-mode-offer.ts';
import { RFC_UDP_MODES } from '../../src/ike/offers/quick-mode-transform.ts';
import { failureText } from '../../src/observe/failure-text.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';
import { NOTIFY } from '../../src/wire/numbers/isakmp.ts';
import { labPair, must, pingTo } from '../host/pairs.ts';

const LOCAL = { address: parseAddress('192.0.2.2'), port: 500 };
const PATH = { carrier: 'udp', local: LOCAL, remote: LOCAL };

const child = (...names: readonly string[]) => ({
  child: { proposals: names.map(parseProtection) },
});

test('AH behind a NAT is refused before it is offered', () => {
  const subject = labPair({ nat: { a: {} }, both: child('ah-sha1') });
  subject.command(subject.a, { kind: 'up', policy: 'transport' });
  subject.run(10);
  const [failed] = subject.events(subject.a, 'quick-mode-failed');
  expect(failed?.failure).toMatchObject({ code: 'ah-behind-nat', failurePoint: 'Me' });
  expect(failureText(failed!.failure, { host: 'a' })).toMatch(
    /AH cannot be used with b: there is a NAT/,
  );
  const sent = subject.events(subject.a, 'isakmp-sent');
  expect(sent.filter(({ exchange }) => exchange === 'quick mode')).toEqual([]);
});

test('AH that a peer offers through a NAT is refused, and it is known why', () => {
  const policy = pairConfig('b', child('ah-sha1')).policies.find(
    ({ name }) => name === 'transport',
  );
  const entry = policy!.protect!;
  const peer = pairConfig('b').peers[0]!;
  const nat = { localBehindNat: false, remoteBehindNat: true };
  const sa = { nat, peer, path: PATH, peerVendorIds: new Set() } as unknown as IsakmpSa;
  const spis = { esp: undefined, ah: 0x4000 };
  const offer = offerQuickMode(entry, spis, { use: 'never', modes: RFC_UDP_MODES }, peer.dialect);
  expect(speakableTo(sa, entry).proposals).toEqual([]);
  expect(wouldTakeAh(sa, offer, entry)).toBe(true);
  const other = { ...entry, proposals: [parseProtection('ah-md5')] };
  expect(wouldTakeAh(sa, offer, other)).toBe(false);
  const open = { ...sa, nat: { localBehindNat: false, remoteBehindNat: false } } as IsakmpSa;
  expect(wouldTakeAh(open, offer, entry)).toBe(false);
});

test('a responder that knows of a NAT refuses AH', () => {
  const subject = labPair({
    a: { ...child('ah-sha1') },
    b: { ...child('ah-sha1'), peer: { natTraversal: 'force' } },
  });
  subject.command(subject.b, { kind: 'up', policy: 'transport' });
  subject.run(10);
  expect(subject.events(subject.b, 'quick-mode-failed')[0]?.failure).toMatchObject({
    code: 'ah-behind-nat',
    notify: NOTIFY['NO-PROPOSAL-CHOSEN'],
  });
});

test('a policy that has ESP too goes on with that', () => {
  const subject = labPair({
    nat: { a: {} },
    both: child('ah-sha1', 'ah-sha1+aes128-sha1', 'aes128-sha1'),
  });
  const ping = subject.command(subject.a, pingTo('10.2.0.1', { count: 1 }));
  expect(must(ping, 'ping').received).toBe(1);
  expect(subject.events(subject.a, 'quick-mode-established')).toMatchObject([
    { protocol: 'esp', udpEncapsulated: true },
  ]);
});
