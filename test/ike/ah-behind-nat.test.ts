import { expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { parseProtection } from '../../src/crypto/protection-names.ts';
import { speakableTo, wouldTakeAh } from '../../src/ike/exchanges/quick-mode-speakable.ts';
import type { IsakmpSa } from '../../src/ike/isakmp-sa.ts';
import { offerQuickMode } from '../../src/ike/offers/quick-mode-offer.ts';
import { RFC_UDP_MODES } from '../../src/ike/offers/quick-mode-transform.ts';
import { failureText } from '../../src/observe/failure-text.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';
import { NOTIFY, PAYLOAD } from '../../src/wire/numbers/isakmp.ts';
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

/** The last NAT-D payload of a message in clear, the hash of the sender's own endpoint, made wrong. */
function withOtherSource(bytes: Uint8Array): Uint8Array {
  let last = 0;
  let type = bytes[16]!;
  for (let at = 28; type !== 0; at += bytes[at + 2]! * 256 + bytes[at + 3]!) {
    if (type === PAYLOAD.NAT_D) last = at;
    type = bytes[at]!;
  }
  bytes[last + 4]! ^= 0xff;
  return bytes;
}

test('a responder that alone sees the NAT says so in words, and the initiator what came of it', () => {
  const subject = labPair({ both: child('ah-sha1') });
  const isMessage3 = ({ bytes }: { readonly bytes: Uint8Array }) =>
    bytes[18] === 2 && bytes[8] !== 0 && bytes[19] === 0;
  subject.link.alter(
    (flight) => flight.sender === 'a' && isMessage3(flight),
    withOtherSource,
    Number.POSITIVE_INFINITY,
  );
  const result = subject.command(subject.a, { kind: 'up', policy: 'transport' });
  expect(result).toMatchObject({ ok: false });
  const [ofB] = subject.events(subject.b, 'quick-mode-failed');
  expect(ofB?.failure).toMatchObject({
    code: 'ah-behind-nat',
    notify: NOTIFY['NO-PROPOSAL-CHOSEN'],
    windowsError: { code: 13868 },
  });
  expect(failureText(ofB!.failure, { host: 'b' })).toMatch(
    /AH cannot be used with a: there is a NAT/,
  );
  const [ofA] = subject.events(subject.a, 'quick-mode-failed');
  expect(ofA?.failure).toMatchObject({
    code: 'no-common-quick-mode-proposal',
    failurePoint: 'Peer',
  });
  expect(failureText(ofA!.failure, { host: 'a' }).replaceAll(/\s+/g, ' ')).toContain(
    'A peer that sees a NAT on the path refuses AH',
  );
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
